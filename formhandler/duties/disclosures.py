"""The pages of disclosures: what was given to whom, and a form for the next one."""

import re
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import partial

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from formhandler import clock
from formhandler.clock import HELSINKI
from formhandler.duties import disclosure, keeping, store
from formhandler.duties.disclosure import GROUNDS, Disclosure
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.register import reading
from formhandler.register import store as cards
from formhandler.vault.rows import Rows
from record import Record
from texts import Translator, translator

ON_PAGE = 50
#: In the address of a card's page: whose name stands there belongs into that person's own package.
CARD = re.compile(r"/kortti/([0-9a-f]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One disclosure as the page shows it."""

    day: date
    kept_until: date
    disclosure: Disclosure


def routes(bp: Blueprint) -> None:
    """Add /luovutukset."""
    bp.add_url_rule("/luovutukset", "disclosures", every, methods=["GET"])
    bp.add_url_rule("/luovutukset", "disclosure_new", add, methods=["POST"])


@signed_in("staff")
def every() -> ResponseReturnValue:
    return _list({})


def _list(errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    t, record = translator(page.lang()), current_app.extensions["record"]
    number = max(1, request.args.get("sivu", 1, type=int))
    with current_app.extensions["reader"].connect() as db:
        last = max(1, -(-store.count(db, store.DISCLOSURE) // ON_PAGE))
        number = min(number, last)
        found = store.newest(db, store.DISCLOSURE, limit=ON_PAGE, offset=(number - 1) * ON_PAGE)
    rows = reading.rows()
    shown = page.render(
        "duties/disclosures.html",
        title=t("Disclosures"),
        lines=[_line(rows, row) for row in found],
        grounds=words(t),
        may_keep=keeping.declared(record, "disclosure"),
        typed=request.form,
        today=clock.day(clock.utcnow()),
        number=number,
        last=last,
        errors=errors,
    )
    return shown, status


@signed_in("staff")
def add() -> ResponseReturnValue:
    """Keep one more line; nothing of what was typed is lost when something is missing."""
    t = translator(page.lang())
    record: Record = current_app.extensions["record"]
    if not keeping.declared(record, "disclosure"):
        abort(404)
    now = clock.utcnow()
    typed = Disclosure(
        **{
            field.name: request.form.get(field.name, "").strip()[: disclosure.LONGEST]
            for field in fields(Disclosure)
        }
    )
    errors = dict.fromkeys(typed.missing(), t("Fill this in."))
    day = _day(request.form.get("day", ""))
    if day is None or day > clock.day(now):
        errors["day"] = t("Write the day on which the data was given; it cannot be to come.")
    card = CARD.search(typed.whose)
    if card and not _there(card[1]):
        errors["whose"] = t("There is no such card. Open the person’s card and paste its address.")
    if errors or day is None:
        return _list(errors, 422)
    current_app.extensions["writer"].submit(
        partial(
            store.add,
            rows=reading.rows(),
            kind=store.DISCLOSURE,
            content=typed.as_content(reading.actor()),
            at=datetime(day.year, day.month, day.day, 12, tzinfo=HELSINKI).astimezone(UTC),
            expires_on=keeping.last_day(record, "disclosure", day),
            card=card[1] if card else None,
        )
    )
    log.note(log.What.DISCLOSED, now=now)
    flash.say(t("The disclosure is written down."))
    return redirect(url_for(".disclosures"), code=303)


def _there(id: str) -> bool:
    with current_app.extensions["reader"].connect() as db:
        row = cards.card_row(db, id)
    return row is not None and row["merged_into"] is None


def words(t: Translator) -> dict[str, str]:
    """The grounds in words, in their order."""
    said = {
        "permission": t("the person's own permission"),
        "law": t("a law obliges or entitles to it"),
        "contract": t("an agreement with the person needs it"),
        "interest": t("a legitimate interest"),
    }
    return {ground: said[ground] for ground in GROUNDS}


def _line(rows: Rows, row: RowMapping) -> Line:
    at = clock.moment(row["at"])
    assert at is not None  # every line has its time
    return Line(
        day=clock.day(at),
        kept_until=row["expires_on"],
        disclosure=Disclosure.from_content(store.opened(rows, row)),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
