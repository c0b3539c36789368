"""What every form of a card does: who writes, on which version, and how it gets to the writer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import abort, current_app, request
from sqlalchemy import Connection

from formhandler import clock
from formhandler.owner import log
from formhandler.permissions import channels, ledger
from formhandler.register import reading
from formhandler.vault.rows import Rows
from formhandler.writer import Writer
from record import Record
from texts import Translator


@dataclass(frozen=True, slots=True)
class By:
    """Who writes, with which keys, by which record, when: the writer's thread knows no request."""

    rows: Rows
    record: Record
    actor: str
    now: datetime  # UTC


#: What a form does; returns the id of the card that it is about.
Change = Callable[[Connection, By], str]


def submit(change: Change) -> str:
    """
    Have *change* made, which returns a card's id, and note in the access log that the card changed.

    Raises:
        Stale: somebody else changed the card since it was shown; nothing is written.
        Unavailable: nothing can be written now.
    """
    by = By(reading.rows(), record(), reading.actor(), clock.utcnow())
    writer: Writer = current_app.extensions["writer"]
    key = channels.suppression_key(current_app.extensions["secret"])

    def job(db: Connection) -> str:
        id = change(db, by)
        ledger.remember(db, by.rows, key, id, now=by.now)
        return id

    id: str = writer.submit(job)
    log.note(log.What.CARD_CHANGED, id, now=by.now)
    return id


def record() -> Record:
    """The record that this process goes by."""
    found: Record = current_app.extensions["record"]
    return found


def version() -> int:
    """The card's version that the form was made from; a form that has none is none of ours."""
    if request.method == "GET":
        return 0
    found = request.form.get("version", type=int)
    return abort(400) if found is None else found


def seen() -> list[int]:
    """The places of the entries that held when the form was made."""
    return [int(place) for place in request.form.get("seen", "").split() if place.isdecimal()]


def unsaved(t: Translator) -> str:
    """What a form says when nothing can be written."""
    return t("It could not be saved just now. It is here as you typed it; try again in a while.")
