"""The desk of requests: what is due, what comes next, what was answered; and how a request gets there."""

from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock, plain
from formhandler.inbox.reading import reading
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.owner.session import Session
from formhandler.register import reading as register
from formhandler.rights import changing, followups, others, store, words
from formhandler.rights.case import ARTICLES, WAYS, Case, Step
from formhandler.rights.changing import By, Rejected
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.errors import VaultError
from formhandler.vault.rows import Rows
from formhandler.writer import Unavailable
from record import Record
from record.period import Period
from texts import Translator, translator

CLOSED = 50  # answered requests on one page
SOON = Period(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request in a list; without *case* it does not open."""

    row: RowMapping
    case: Case | None
    problem: str = ""


def routes(bp: Blueprint) -> None:
    """Add /pyynnot, a new request by hand, and one made of a message."""
    bp.add_url_rule("/pyynnot", "requests", every, methods=["GET"])
    bp.add_url_rule("/pyynnot/uusi", "request_new", new, methods=["GET"])
    bp.add_url_rule("/pyynnot/uusi", "request_make", make, methods=["POST"])
    bp.add_url_rule("/pyynnot/viesti", "request_take", take, methods=["POST"])


def by() -> By:
    """Whoever does what this request of the browser asks for."""
    return By(
        actor=register.actor(),
        now=clock.utcnow(),
        record=current_app.extensions["record"],
        t=translator(page.lang()),
    )


@signed_in("reader")
def every() -> ResponseReturnValue:
    """Everything that a deadline needs, on one page."""
    t, record, today = translator(page.lang()), _record(), clock.day(clock.utcnow())
    rows = register.rows()
    with reading() as at:
        closed = store.count_closed(at.db)
        last = max(1, -(-closed // CLOSED))
        number = min(max(request.args.get("sivu", 1, type=int), 1), last)
        asked = [_line(rows, row, t) for row in store.open_rows(at.db)]
        found = store.closed_rows(at.db, limit=CLOSED, offset=CLOSED * (number - 1))
        answered = [_line(rows, row, t) for row in found]
        waiting = followups.waiting(at.index, record, store.taken(at.db, rows))
    return page.render(
        "rights/desk.html",
        title=t("Requests"),
        waiting=waiting,
        asked=asked,
        answered=answered,
        number=number,
        last=last,
        keeps=changing.keeps(record),
        left=partial(words.left, today=today, t=t),
        article=partial(words.article, record, t=t),
        next_step=partial(words.next_step, t=t),
        may=g.session.user.may("staff"),
        others=others.pressing(t),
    )


@signed_in("staff")
def new() -> ResponseReturnValue:
    """The form; a card's page can name the card: ?kortti=."""
    return _form({"card": request.args.get("kortti", "")}, {})


@signed_in("staff")
def make() -> ResponseReturnValue:
    """Write down a request that came by letter, phone, mail or at the counter."""
    doing = by()
    if not changing.keeps(doing.record):
        abort(404)
    try:
        case = changing.make(request.form, doing)
        known_card(case, doing.t)
        return _keep(case, doing, doing.t("The request is on the desk."))
    except Rejected as rejected:
        return _form(request.form, rejected.faults, 422)
    except (Unavailable, VaultError):
        sorry = doing.t("Nothing can be written now. What you typed is here; try again in a while.")
        return _form(request.form, {"who": sorry}, 503)


@signed_in("staff")
def take() -> ResponseReturnValue:
    """Make a follow-up message a request; pressed twice, or by two, it is one."""
    doing = by()
    if not changing.keeps(doing.record):
        abort(404)
    try:
        with reading() as at:
            case = followups.case_of(at.db, at.keys, doing.record, request.form.get("reference", ""))
    except EnvelopeError:
        case = None
    if case is None:
        flash.say(doing.t("This message is not here any more, or asks for nothing."))
        return redirect(url_for(".requests"), code=303)
    made = Step(at=doing.now.isoformat(timespec="seconds"), who=doing.actor, what="made")
    return _keep(replace(case, steps=(made,)), doing, doing.t("The message is a request on the desk now."))


def unread(session: Session) -> dict[str, int]:
    """For the menu: what has to be answered within a week, and what nobody has taken to the desk yet."""
    today = clock.day(clock.utcnow())
    try:
        with current_app.extensions["reader"].connect() as db:
            due = store.count_due(db, by=SOON.add_to(today))
            asking = followups.waiting(current_app.extensions["inbox"], _record(), ())
            if asking:  # the keys are needed only to know which of them were taken
                taken = store.taken(db, Rows(session.keyring, to=""))
                asking = followups.waiting(current_app.extensions["inbox"], _record(), taken)
    except (SQLAlchemyError, EnvelopeError):
        return {}
    return {"requests": due + len(asking)}


def _keep(case: Case, doing: By, said: str) -> ResponseReturnValue:
    id = current_app.extensions["writer"].submit(partial(store.add, rows=register.rows(), case=case))
    log.note(log.What.REQUEST_CHANGED, id, now=doing.now)
    flash.say(said)
    return redirect(url_for(".request", id=id), code=303)


def known_card(case: Case, t: Translator) -> None:
    """Raises Rejected when the request is joined to a card that is not there."""
    with current_app.extensions["reader"].connect() as db:
        if case.card and not store.has_card(db, case.card):
            raise Rejected({"card": t("There is no such card.")})


def _form(typed: object, faults: dict[str, str], status: int = 200) -> ResponseReturnValue:
    t, record = translator(page.lang()), _record()
    shown = page.render(
        "rights/new.html",
        title=t("New request"),
        typed=typed,
        faults=faults,
        keeps=changing.keeps(record),
        today=clock.day(clock.utcnow()),
        articles={number: words.article(record, number, t) for number in ARTICLES},
        ways={way: words.ways(t)[way] for way in WAYS},
    )
    return shown, status


def _line(rows: Rows, row: RowMapping, t: Translator) -> Line:
    try:
        return Line(row=row, case=store.opened(rows, row))
    except EnvelopeError as problem:
        return Line(row=row, case=None, problem=plain.words(problem, t))


def _record() -> Record:
    found: Record = current_app.extensions["record"]
    return found
