"""What the commands work with: the archive, open, and new files that only their owner can read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from flask import Flask
from sqlalchemy import Engine

from formhandler import clock
from formhandler.config import Config
from formhandler.exchange.importing import Desk
from formhandler.owner import log
from formhandler.permissions import channels
from formhandler.vault import keys
from formhandler.vault.commands import open_slot
from formhandler.vault.rows import Rows
from record import Record
from texts import Translator

FILE = click.Path(path_type=Path, dir_okay=False)


def desk(app: Flask, config: Config, record: Record, t: Translator) -> Desk:
    """Open the archive, with the key file or by asking for the passphrase. Raises VaultError."""
    engine: Engine = app.extensions["engine"]
    opened = open_slot(config, engine, t)
    return Desk(
        writer=app.extensions["writer"],
        reader=app.extensions["reader"],
        rows=Rows(opened.keyring, to=keys.present(config.data, engine).key_id),
        record=record,
        key=channels.suppression_key(app.extensions["secret"]),
        actor=opened.user.name if opened.user else log.TERMINAL,
        now=clock.utcnow(),
    )


@contextmanager
def private(path: Path, t: Translator) -> Iterator[TextIO]:
    """A new file that only its owner can read; never over one that stands there."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise click.ClickException(t("%(file)s exists already; choose another name.", file=path)) from error
    except OSError as error:
        raise click.ClickException(
            t("%(file)s can't be written: %(reason)s", file=path, reason=error.strerror)
        ) from error
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        yield file
