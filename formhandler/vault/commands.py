"""`flask vault`: make the archive's key, look after it, and open it for the owner's other commands."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Engine

from formhandler import clock, db
from formhandler.config import Config
from formhandler.vault import files, keys, kit, making, managed, rotation, slots, state, terminal, users
from formhandler.vault.errors import VaultExists
from formhandler.vault.keys import Keyring, PublicKey
from formhandler.vault.slots import Unlocked
from formhandler.vault.user import ROLES, User
from formhandler.writer import Writer
from record import Record
from texts import Translator


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask vault …`."""
    t = config.words(record)
    engine: Engine = app.extensions["engine"]
    trader = record.controller.trade_name or record.controller.legal_name
    group = AppGroup("vault", help=t("The archive's key."))

    @group.command("init", help=t("Make the key that messages are sealed to. Never replaces one."))
    @click.option(
        "--sealed",
        is_flag=True,
        help=t("People alone open it, with a passphrase; no key file on this machine."),
    )
    def init(sealed: bool) -> None:
        if sealed and files.folder(config.data).exists():
            raise VaultExists(f"{files.folder(config.data)}: seal it with: flask vault seal")
        config.make_data_folder()
        db.upgrade(engine)
        key = _make_sealed(app, config.data, trader, t) if sealed else make(app, config.data, None)
        click.echo(made(config.data, key, t))

    @group.command("kit", help=t("Make a recovery kit: 24 words on paper that open the archive."))
    @click.option("--renew", is_flag=True, help=t("Also when there is a kit that works."))
    def kit_command(renew: bool) -> None:
        opened = open_slot(config, engine, t)
        _make_kit(config.data, opened, t, renew=renew)

    @group.command("drill", help=t("Try the recovery kit, once a year: type its 24 words from the paper."))
    def drill() -> None:
        keys.present(config.data, engine)
        kit.drill(config.data, click.prompt(t("The 24 words")), clock.utcnow())
        click.echo(t("The kit opens the archive."))

    @group.command("passphrase", help=t("Change your passphrase."))
    def passphrase() -> None:
        keys.present(config.data, engine)
        opened = slots.unlock_words(config.data, click.prompt(t("Passphrase"), hide_input=True, err=True))
        users.change_passphrase(config.data, opened, terminal.new_passphrase(t))
        click.echo(t("The passphrase is changed."))

    @group.command("rotate", help=t("Change the archive's key, or go on with a change that was cut off."))
    def rotate() -> None:
        _rotate(app, config, open_slot(config, engine, t), t)

    @group.command(
        "seal", help=t("From a key file to passphrases: afterwards people alone open the archive.")
    )
    def seal() -> None:
        keys.present(config.data, engine)
        opened = _owner(config.data, trader, t)
        if not state.load(config.data).proven:
            _make_kit(config.data, opened, t, renew=False)
        kit.seal_off(config.data, opened)
        click.echo(t("The key file is gone. As it may have been copied, the archive gets another key."))
        _rotate(app, config, opened, t)

    group.add_command(_users(config, engine, t))
    app.cli.add_command(group)


def _users(config: Config, engine: Engine, t: Translator) -> AppGroup:
    group = AppGroup("user", help=t("Who opens the archive with a passphrase."))

    @group.command("list", help=t("List them, with what each may do."))
    def list_() -> None:
        for label in users.labels(config.data, open_slot(config, engine, t).keyring):
            click.echo(f"{label.slot}  {label.role:<6}  {label.name}".rstrip())

    @group.command("add", help=t("Add somebody; they change the passphrase when they first sign in."))
    @click.argument("name")
    @click.option("--role", type=click.Choice(ROLES), default="staff", show_default=True)
    def add(name: str, role: str) -> None:
        opened = open_slot(config, engine, t)
        click.echo(t("Now a first passphrase for %(name)s.", name=name))
        users.add(config.data, opened.keyring, name, role, terminal.new_passphrase(t), initial=True)
        click.echo(t("%(name)s can sign in.", name=name))

    @group.command("remove", help=t("Remove somebody: SLOT is what the list shows before the name."))
    @click.argument("slot")
    def remove(slot: str) -> None:
        users.remove(config.data, open_slot(config, engine, t).keyring, slot)
        click.echo(
            t("They open nothing here any more. They may have a copy of the key: run flask vault rotate.")
        )

    return group


def make(app: Flask, data: Path, words: str | None) -> PublicKey:
    """Make the vault, as making.make does it: with the passphrase *words*, or managed."""
    return making.make(data, app.extensions["engine"], app.extensions["writer"], clock.utcnow(), words=words)


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
        "The archive's key is %(key)s. Only a passphrase or the recovery kit opens it: nobody can restore "
        "both when they are lost.",
        key=key.key_id,
    )


def unknown(engine: Engine) -> bool:
    """True where this database has never been sealed to a key."""
    return keys.known(engine) is None


def unlock(config: Config, engine: Engine, t: Translator) -> Keyring:
    """Open the vault with the key file, or ask for the passphrase. Raises VaultError."""
    return open_slot(config, engine, t).keyring


def open_slot(config: Config, engine: Engine, t: Translator) -> Unlocked:
    """The same, with the slot that was opened."""
    keys.present(config.data, engine)  # says that there is no vault, before a passphrase is asked for
    if "managed" in slots.kinds(config.data):
        return slots.unlock_managed(config.data)
    return terminal.open_slot(config.data, t)


def _make_sealed(app: Flask, data: Path, trader: str, t: Translator) -> PublicKey:
    """A sealed vault with its first owner, who is enrolled, and a proven kit: the form is open afterwards."""
    engine: Engine = app.extensions["engine"]
    writer: Writer = app.extensions["writer"]
    user, words = User(name=click.prompt(t("Your name")), role="owner"), terminal.new_passphrase(t)
    key = making.make(data, engine, writer, clock.utcnow(), words=words, user=user)
    opened = terminal.enrol(data, slots.unlock_words(data, words), trader, t)
    _make_kit(data, opened, t, renew=False)
    return key


def _owner(data: Path, trader: str, t: Translator) -> Unlocked:
    """An owner who is enrolled: the one whose passphrase is typed, or the first one, made now."""
    if "user" not in slots.kinds(data):
        keyring = slots.unlock_managed(data).keyring
        name, words = click.prompt(t("Your name")), terminal.new_passphrase(t)
        users.add(data, keyring, name, "owner", words, initial=False)
        opened = slots.unlock_words(data, words)
    else:
        opened = slots.unlock_words(data, click.prompt(t("Passphrase"), hide_input=True, err=True))
    enrolled = opened.user is not None and opened.user.totp
    return opened if enrolled else terminal.enrol(data, opened, trader, t)


def _make_kit(data: Path, opened: Unlocked, t: Translator, *, renew: bool) -> None:
    chosen = kit.make(data, opened.keyring, t.lang, clock.utcnow(), renew=renew)
    terminal.prove(data, chosen, t)


def _rotate(app: Flask, config: Config, opened: Unlocked, t: Translator) -> None:
    engine: Engine = app.extensions["engine"]
    with click.progressbar(length=1000, label=t("Sealing anew")) as bar:

        def show(progress: rotation.Progress) -> None:
            bar.update(1000 * progress.done // max(progress.total, 1) - bar.pos)

        outcome = rotation.run(
            config.data, app.extensions["writer"], engine, opened, now=clock.utcnow(), progress=show
        )
    click.echo(
        t(
            "The archive's key is now %(key)s. Sealed to it: %(n)s.",
            key=outcome.key.key_id,
            n=outcome.total,
        )
    )
    if not outcome.dropped:
        raise click.ClickException(
            t(
                "Not opened, because changed after sealing: %(ids)s. These keep the old key, and it stays in "
                "the vault until they are mended or erased. Then run flask vault rotate again.",
                ids=", ".join(outcome.broken),
            )
        )
