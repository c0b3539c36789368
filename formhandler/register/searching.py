"""The register's first page, and what a search over the cards found."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler.owner import access, page
from formhandler.owner.access import signed_in
from formhandler.register import heading, heads, reading
from formhandler.register.card import Head
from formhandler.register.index import Index
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring
from formhandler.vault.rows import Rows
from texts import translator

PAGE = 50  # cards on one page
SEARCHES = 20  # that a session's later pages and the browser's way back can show again
LONGEST = 200  # characters of a query


@dataclass(frozen=True, slots=True)
class At:
    """For the time of one request: the database, the keys, and the index as it is in this moment."""

    db: Connection
    rows: Rows
    keys: Keyring
    index: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One card as a list shows it."""

    seq: int
    id: str
    kind: str  # of fields.KINDS
    version: int
    name: str  # empty: it has none, or does not open
    details: tuple[str, ...]  # some by which namesakes are told apart
    company: str  # of a contact person: whose
    relation: str  # of clocks.RELATIONS
    all: tuple[str, ...]  # of its head, without the name
    opens: bool
    url: str


def init_app(app: Flask) -> None:
    """Make the index that all sessions share, emptied by the last lock."""
    app.extensions["register"] = index = Index()
    app.extensions["sessions"].when_empty.append(index.forget)


def routes(bp: Blueprint) -> None:
    """Add /rekisteri and its search."""
    bp.add_url_rule("/rekisteri", "register", register, methods=["GET"])
    bp.add_url_rule("/rekisteri/haku", "register_search", search, methods=["GET", "POST"])
    bp.add_url_rule("/rekisteri/haku/<id>", "register_found", found, methods=["GET"])


@contextmanager
def finding() -> Iterator[At]:
    """
    Bring the index up to date and read from it.

    Raises:
        SQLAlchemyError: the database does not answer, or is damaged.
        VaultError: there is no key of ours.
    """
    index: Index = current_app.extensions["register"]
    rows = reading.rows()
    with current_app.extensions["reader"].connect() as db:
        index.refresh(db, rows)
        if not access.sessions().any:  # the last session was locked while this request was opening
            index.forget()
            abort(redirect(url_for(".sign_in"), code=303))
        yield At(db, rows, g.session.keyring, index)


@signed_in("reader")
def register() -> ResponseReturnValue:
    """How many cards there are, and the newest of them."""
    t = translator(page.lang())
    with finding() as at:
        n, closed = len(at.index), at.index.closed
        last = pages_of(n)
        number = page_number(last)
        shown = lines(at, at.index.newest(limit=PAGE, offset=(number - 1) * PAGE))
    return page.render(
        "register/register.html",
        title=t("Register"),
        lines=shown,
        n=n,
        closed=closed,
        number=number,
        last=last,
        makes=makes(),
    )


@signed_in("reader")
def search() -> ResponseReturnValue:
    """
    Take what is searched for, and lead to what is found.

    It comes by post and waits beside the session, under its key: a name in the address of a page would stand
    in access logs and in the browser's history.
    """
    typed = request.form.get("q", "").strip()[:LONGEST]
    if not typed:
        return redirect(url_for(".register"), code=303)
    earlier: dict[str, str] = access.aside().get("card_searches", {})
    id = secrets.token_hex(4)
    access.put_aside(card_searches=dict([*earlier.items(), (id, typed)][-SEARCHES:]))
    return redirect(url_for(".register_found", id=id), code=303)


@signed_in("reader")
def found(id: str) -> ResponseReturnValue:
    """What one search found."""
    t = translator(page.lang())
    typed: str | None = access.aside().get("card_searches", {}).get(id)
    if typed is None:  # from before the last lock
        return redirect(url_for(".register"), code=303)
    with finding() as at:
        seqs = at.index.search(typed)
        last = pages_of(len(seqs))
        number = page_number(last)
        shown = lines(at, seqs[(number - 1) * PAGE : number * PAGE])
    return page.render(
        "register/found.html",
        title=t("Cards found"),
        lines=shown,
        id=id,
        typed=typed,
        n=len(seqs),
        number=number,
        last=last,
        makes=makes(),
    )


def lines(at: At, seqs: Sequence[int]) -> list[Line]:
    """The cards of these order numbers, in this order; one that went meanwhile is left out."""
    some = {head.seq: head for head in heads.by_seq(at.db, seqs)}
    firms = {head.organisation for head in some.values() if head.organisation}
    names = {head.id: _opened(at, head).name for head in heads.by_id(at.db, sorted(firms))}
    return [_line(at, some[seq], names) for seq in seqs if seq in some]


def of_ids(at: At, ids: Sequence[str]) -> list[Line]:
    """The cards with these ids, the oldest first; merged ones too."""
    return lines(at, [head.seq for head in heads.by_id(at.db, ids)])


def makes() -> dict[str, str]:
    """The page on which a card is made, by the card's kind; empty for whom it is not."""
    may = g.session.user.may("staff")
    return {kind: _url("new_card", kind=kind) if may else "" for kind in ("person", "organisation")}


def card_url(id: str) -> str:
    """Where a card is shown; the register's first page in a program without that page."""
    return _url("card", id=id) or url_for(".register")


def _url(name: str, **values: Any) -> str:
    """The address of a page that another part of the register adds; empty without it."""
    there = f"{request.blueprint}.{name}" in current_app.view_functions
    return url_for(f".{name}", **values) if there else ""


def pages_of(n: int) -> int:
    """How many pages *n* lines fill; never less than one."""
    return max(1, -(-n // PAGE))


def page_number(last: int) -> int:
    """The page that is asked for; the nearest when there is none such (any more)."""
    asked = request.args.get("sivu", default=1, type=int)
    return min(max(asked, 1), last)


def _line(at: At, sealed: heads.Sealed, names: dict[str, str]) -> Line:
    head = _opened(at, sealed)
    points = _first(head.emails), _first(head.phones), _first(head.addresses), _first(head.numbers)
    details = tuple(point for point in points if point and point != head.name)
    return Line(
        **{name: getattr(sealed, name) for name in ("seq", "id", "kind", "version", "relation")},
        name=head.name or _first(details),
        details=details,
        company=names.get(sealed.organisation or "", ""),
        all=(*head.emails, *head.phones, *head.addresses, *head.numbers),
        opens=head is not _CLOSED,
        url=_url("card", id=sealed.id),
    )


_CLOSED = Head()


def _opened(at: At, sealed: heads.Sealed) -> Head:
    try:
        return Head.from_content(heading.content(at.db, at.rows, sealed.id, sealed.key_id, sealed.sealed))
    except EnvelopeError:
        return _CLOSED


def _first(some: Iterable[str]) -> str:
    return next(iter(some), "")
