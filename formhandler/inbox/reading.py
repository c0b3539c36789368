"""What a page of the inbox has at hand: the database, and the index as it is in this moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, abort, current_app, g, redirect, url_for
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from formhandler.inbox import store
from formhandler.inbox.index import Index
from formhandler.owner import access
from formhandler.owner.session import Session
from formhandler.vault.keys import Keyring


@dataclass(frozen=True, slots=True)
class Reading:
    """For the time of one request."""

    db: Connection
    index: Index
    keys: Keyring


def init_app(app: Flask) -> None:
    """Make the index that all sessions share, emptied by the last lock; and the numbers in the menu."""
    app.extensions["inbox"] = index = Index()
    app.extensions["sessions"].when_empty.append(index.forget)
    app.extensions["unread"] = _unread


@contextmanager
def reading() -> Iterator[Reading]:
    """
    Bring the index up to date and read from it.

    Raises:
        SQLAlchemyError: the database does not answer, or is damaged.
    """
    index: Index = current_app.extensions["inbox"]
    keys: Keyring = g.session.keyring
    with current_app.extensions["reader"].connect() as db:
        index.refresh(db, keys)
        if not access.sessions().any:  # the last session was locked while this request was opening
            index.forget()
            abort(redirect(url_for(".sign_in"), code=303))
        yield Reading(db, index, keys)


def _unread(session: Session) -> dict[str, int]:
    """For the menu. A page that tells of a broken database has a menu, too."""
    try:
        with current_app.extensions["reader"].connect() as db:
            numbers = store.numbers(db)
    except SQLAlchemyError:
        return {}
    return {
        "inbox": numbers.get((store.MESSAGE, store.NEW), 0),
        "quarantine": numbers.get((store.QUARANTINE, store.NEW), 0),
    }
