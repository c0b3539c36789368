"""Whether the public side's user can open the archive: everything that could is tried as that user."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import plain
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.letters import key as outbox
from formhandler.vault import files, keys, managed, state
from formhandler.vault.errors import VaultError
from texts import Translator

SLOTS = "slots"


def shut_out(data: Path) -> bool:
    """True when this process runs as another user than the vault's and may not look at the slots."""
    vault = files.folder(data)
    try:
        owner = vault.stat().st_uid
    except OSError:
        return False
    slots = vault / SLOTS
    return owner != os.geteuid() and slots.exists() and not os.access(slots, os.R_OK | os.X_OK)


def check(config: Config, engine: Engine, t: Translator) -> Iterator[Finding]:
    """What the public side needs of the vault, and that it has no more."""
    try:
        keys.present(config.data, engine)
        state.check_ready(config.data)
    except (VaultError, SQLAlchemyError) as error:
        closed = t("The form is closed: %(reason)s", reason=plain.words(error, t))
        yield Finding(Topic.FORM, Mark.FAULT, closed)
    else:
        yield Finding(Topic.FORM, Mark.FINE, t("The form takes messages."))
    yield from _holes(files.folder(config.data), t) or [
        Finding(Topic.KEY, Mark.FINE, t("This user can't open the archive, as the public side should not."))
    ]


def _holes(vault: Path, t: Translator) -> list[Finding]:
    read, write = list(opening(vault)), list(changing(vault))
    said = [t("This user can read %(file)s. The public side should not.", file=path) for path in read]
    said += [t("This user can change %(file)s. The public side should not.", file=path) for path in write]
    return [Finding(Topic.KEY, Mark.FAULT, text) for text in said]


def opening(vault: Path) -> Iterator[Path]:
    """What this user can read of the vault beyond the public half: tried by reading it."""
    named = [vault / name for name in (SLOTS, managed.NAME, outbox.NAME)]  # also if the vault can't be listed
    for path in dict.fromkeys([*named, *sorted(vault.rglob("*"))]):
        if path.name != keys.PUBLIC and _readable(path):
            yield path


def changing(vault: Path) -> Iterator[Path]:
    """Where this user could put another public half, so that later messages are sealed to that."""
    for path in (vault, vault / keys.PUBLIC):
        if os.access(path, os.W_OK):
            yield path


def _readable(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True
