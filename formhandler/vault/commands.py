"""`flask vault`: make the archive's key, and open it for the owner's other commands."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Engine

from formhandler import clock, db
from formhandler.config import Config
from formhandler.vault import files, keys, slots
from formhandler.vault.errors import VaultError
from formhandler.vault.keys import PrivateKey
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
        if ask:
            words = click.prompt(
                t("Passphrase (15 characters or more)"), hide_input=True, confirmation_prompt=True
            )
        config.make_data_folder()
        db.upgrade(app.extensions["engine"])
        key = make(app, config.data, words, t)
        click.echo(
            made(config.data, key, t)
            if words is None
            else t(
                "The key %(key)s was made. Only the passphrase opens it: nobody can restore a lost one.",
                key=key.key_id,
            )
        )

    app.cli.add_command(group)


def make(app: Flask, data: Path, words: str | None, t: Translator) -> PrivateKey:
    """
    Make the vault, and have the database remember whose key it is sealed to.

    Raises click.ClickException when a key stands there already, in the folder or in the database.
    """
    engine: Engine = app.extensions["engine"]
    writer: Writer = app.extensions["writer"]
    if keys.known(engine) and not files.folder(data).exists():
        raise click.ClickException(
            t(
                "The messages in the database are sealed to a key that is not in %(folder)s. Put that "
                "folder back from a backup; a new key could not open them.",
                folder=files.folder(data),
            )
        )
    now = clock.utcnow()
    try:
        key = slots.create(data, now=now, words=words)
        writer.submit(lambda connection: keys.remember(connection, key.public, now=now))
    except VaultError as error:
        raise click.ClickException(str(error)) from error
    return key


def made(data: Path, key: PrivateKey, t: Translator) -> str:
    """What the owner must know of a key file."""
    return t(
        "A key was made for the archive: %(file)s (%(key)s). Whoever has this file can read the "
        "messages, and without it nobody can. Copy it to a safe place.",
        file=files.folder(data) / slots.MANAGED_KEY,
        key=key.key_id,
    )


def unused(data: Path, engine: Engine) -> bool:
    """True where there has never been a key: neither in the folder nor in the database."""
    return not files.folder(data).exists() and not keys.known(engine)


def unlock(config: Config, t: Translator) -> PrivateKey:
    """Open the vault with the key file, or ask for the passphrase."""
    try:
        if "managed" in slots.kinds(config.data):
            return slots.unlock_managed(config.data)
        keys.load_public(config.data)  # says that there is no vault, before a passphrase is asked for
        return slots.unlock_passphrase(config.data, click.prompt(t("Passphrase"), hide_input=True, err=True))
    except VaultError as error:
        raise click.ClickException(str(error)) from error
