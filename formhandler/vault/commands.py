"""`flask vault`: make the archive's key, and open it for the owner's other commands."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Engine

from formhandler import clock, db
from formhandler.config import Config
from formhandler.vault import files, keys, managed, slots
from formhandler.vault.errors import VaultLost
from formhandler.vault.keys import Keyring, PublicKey
from formhandler.writer import Writer
from record import Record
from texts import Translator


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask vault …`."""
    t = config.words(record)
    group = AppGroup("vault", help=t("The archive's key."))

    @group.command("init", help=t("Make the key that messages are sealed to. Never replaces one."))
    @click.option("--passphrase", "ask", is_flag=True, help=t("Open with a passphrase, not with a key file."))
    def init(ask: bool) -> None:
        words = None
        if ask and files.folder(config.data).exists():
            raise click.ClickException(
                t(
                    "There is a key in %(folder)s already; it is not replaced.",
                    folder=files.folder(config.data),
                )
            )
        if ask:
            words = click.prompt(
                t("Passphrase (15 characters or more)"), hide_input=True, confirmation_prompt=True
            )
        config.make_data_folder()
        db.upgrade(app.extensions["engine"])
        key = make(app, config.data, words)
        click.echo(made(config.data, key, t))

    app.cli.add_command(group)


def make(app: Flask, data: Path, words: str | None) -> PublicKey:
    """
    Make the vault, and have the database remember whose key it is sealed to.

    A vault that stands there already is only remembered, and only by a database that knows no key
    yet: one made anew, or one that a crash kept from hearing of the vault.

    Raises VaultError when a key must not be made or remembered; the text says why.
    """
    engine: Engine = app.extensions["engine"]
    writer: Writer = app.extensions["writer"]
    now, folder, known = clock.utcnow(), files.folder(data), keys.known(engine)
    if known and not folder.exists():
        raise VaultLost(f"{folder}: not here, and a new key could not open what is sealed to {known.key_id}")
    waiting = folder.exists() and not known
    key = keys.load_public(data) if waiting else slots.create(data, now=now, words=words).keys[0].public
    writer.submit(lambda connection: keys.remember(connection, key, now=now))
    return key


def made(data: Path, key: PublicKey, t: Translator) -> str:
    """What the owner must know of the key, by the way it opens."""
    if "managed" in slots.kinds(data):
        return t(
            "The archive's key is %(file)s (%(key)s). Whoever has this file can read the messages, "
            "and without it nobody can. Copy it to a safe place.",
            file=files.folder(data) / managed.NAME,
            key=key.key_id,
        )
    return t(
        "The archive's key is %(key)s. Only the passphrase opens it: nobody can restore a lost one.",
        key=key.key_id,
    )


def unknown(engine: Engine) -> bool:
    """True where this database has never been sealed to a key."""
    return keys.known(engine) is None


def unlock(config: Config, engine: Engine, t: Translator) -> Keyring:
    """Open the vault with the key file, or ask for the passphrase. Raises VaultError."""
    keys.present(config.data, engine)  # says that there is no vault, before a passphrase is asked for
    if "managed" in slots.kinds(config.data):
        return slots.unlock_managed(config.data).keyring
    words = click.prompt(t("Passphrase"), hide_input=True, err=True)
    return slots.unlock_words(config.data, words).keyring
