"""What went wrong, in the owner's language: the commands' errors without a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from formhandler import db, pages
from formhandler.vault import envelope, errors
from formhandler.writer import Unavailable
from texts import Translator

EXPECTED = (
    errors.VaultError,
    envelope.EnvelopeError,
    SQLAlchemyError,
    db.Outdated,
    db.Moved,
    Unavailable,
    pages.SiteMissing,
    OSError,
)


def words(error: Exception, t: Translator) -> str:
    """Return *error* in a sentence of *t*, with its own words behind it for whoever looks further."""
    sentence = next((say(t) for kind, say in _SENTENCES if isinstance(error, kind)), None)
    if isinstance(error, SQLAlchemyError):
        return f"{sentence} ({type(error).__name__})"  # its text can carry values of the statement
    return f"{sentence} ({error})" if sentence else str(error)


def speak(app: Flask, t: Translator) -> None:
    """Have every command of *app* end in a sentence where it would end in a traceback."""
    for command in _all(app.cli):
        if command.callback is not None:
            command.callback = _plainly(command.callback, app, t)


def _all(group: click.Group) -> list[click.Command]:
    inner = [
        command for each in group.commands.values() if isinstance(each, click.Group) for command in _all(each)
    ]
    return [*(each for each in group.commands.values() if not isinstance(each, click.Group)), *inner]


def _plainly(callback: Callable[..., Any], app: Flask, t: Translator) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return callback(*args, **options)
        except EXPECTED as error:
            raise click.ClickException(words(_cause(error, app), t)) from error

    return run


def _cause(error: Exception, app: Flask) -> Exception:
    """A statement that fails on a database without our tables fails for that reason."""
    try:
        if isinstance(error, SQLAlchemyError):
            db.check_current(app.extensions["engine"])
    except db.Outdated as outdated:
        return outdated
    except SQLAlchemyError:
        pass  # it does not answer at all, as *error* says
    return error


_SENTENCES: tuple[tuple[type[Exception], Callable[[Translator], str]], ...] = (
    (errors.VaultExists, lambda t: t("There is a key already, and it is never replaced.")),
    (errors.VaultLost, lambda t: t("The archive's key is gone. Put the vault folder back from a backup.")),
    (errors.VaultMissing, lambda t: t("There is no key here. Make one with: flask vault init")),
    (
        errors.VaultBroken,
        lambda t: t("A file of the key is damaged. Put the vault folder back from a backup."),
    ),
    (errors.VaultClosed, lambda t: t("This user may not open the key. Run the command as its owner.")),
    (errors.KeyFileExposed, lambda t: t("Others than you can read the key file.")),
    (errors.WrongPassphrase, lambda t: t("The passphrase is wrong.")),
    (errors.UnfitPassphrase, lambda t: t("The passphrase is too short or too long.")),
    (errors.SlotChanged, lambda t: t("The passphrase was changed, or the user removed. Sign in again.")),
    (errors.StaleKeyring, lambda t: t("The archive's key is being changed. Try again in a moment.")),
    (errors.PassphraseTaken, lambda t: t("This passphrase can't be used. Choose another one.")),
    (errors.UsedCode, lambda t: t("This code was used already. Wait until the phone shows the next one.")),
    (errors.WrongCode, lambda t: t("The code is wrong.")),
    (errors.NotEnrolled, lambda t: t("This user has no one-time codes yet.")),
    (errors.UnknownUser, lambda t: t("There is no such user. See: flask vault user list")),
    (errors.LastOwner, lambda t: t("The last owner can't be removed. Add another owner first.")),
    (
        errors.KitProven,
        lambda t: t("There is a recovery kit that works. To replace it: flask vault kit --renew"),
    ),
    (
        errors.KitMissing,
        lambda t: t("There is no recovery kit that was tried. Make one with: flask vault kit"),
    ),
    (errors.WrongWords, lambda t: t("The words don't open the archive.")),
    (
        errors.NotSealable,
        lambda t: t("The key file can't go before there is an owner with a code and a kit that was tried."),
    ),
    (errors.RotationRunning, lambda t: t("The key is being changed already. Wait until that is done.")),
    (errors.KeyChanged, lambda t: t("The key here is not the one that the archive is sealed to.")),
    (envelope.Tampered, lambda t: t("The message was changed after it was sealed.")),
    (envelope.WrongKey, lambda t: t("The message is sealed to another key.")),
    (envelope.UnknownVersion, lambda t: t("The message is of a version that this program does not know.")),
    (db.Outdated, lambda t: t("The database is not up to date; run: flask migrate")),
    (db.Moved, lambda t: t("The database was moved while it was open. Start the server again.")),
    (SQLAlchemyError, lambda t: t("The database does not answer. See: flask doctor")),
    (Unavailable, lambda t: t("The database can't be written now; nothing was changed. See: flask doctor")),
    (pages.SiteMissing, lambda t: t("The site is not built from this record. Run: make html")),
)
