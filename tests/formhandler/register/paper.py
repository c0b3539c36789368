"""A member of staff at the pages of cards, and a text for every field that a card can hold."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from formhandler.register import fields
from formhandler.register.fields import Kind
from formhandler.schema import card
from record import Record
from tests.formhandler.app import shown
from tests.formhandler.owner.desk import Desk

PREFIX = "/hallinta/en"
#: A fact of a person, as somebody types it.
MAIJA = {"person.name": "Maija Meikäläinen", "person.phones": "040 123 4567", "source": "self"}
CODE = "131052-308T"  # the Digital and Population Data Services Agency's own example of a code


def fill(desk: Desk, path: str, **typed: Any) -> TestResponse:
    """Open the form at *path* and send it, with *typed* in its inputs; what else it shows is sent along."""
    page = desk.get(PREFIX + path)
    assert page.status_code == 200, page.status_code
    return resend(desk, page, path, **typed)


def resend(desk: Desk, page: TestResponse, path: str, **typed: Any) -> TestResponse:
    """Send the form that is on *page*."""
    form = page.text.partition("<main")[2].partition('<form class="stack"')[2].partition("</form>")[0]
    inputs: dict[str, Any] = {**_inputs(form), **typed}
    return desk.post(PREFIX + path, **inputs)


def _inputs(form: str) -> dict[str, Any]:
    page = type("Form", (), {"text": re.sub(r"<input[^>]*type=.(?:radio|checkbox).[^>]*>", "", form)})
    ticked = MultiDict(
        (_of(tag, "name"), _of(tag, "value"))
        for tag in re.findall(r"<input[^>]*type=.(?:radio|checkbox).[^>]*>", form)
        if " checked" in tag
    )
    return {**shown(page), **{name: ticked.getlist(name) for name in ticked}}


def _of(tag: str, attribute: str) -> str:
    found = re.search(rf'\b{attribute}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def made(desk: Desk, **typed: Any) -> str:
    """The id of a new person's card."""
    answer = fill(desk, "/kortti/uusi/person", **{**MAIJA, **typed})
    assert answer.status_code == 303, words(answer)
    return str(answer.location.rsplit("/", 1)[1])


def page(desk: Desk, id: str) -> TestResponse:
    """The page of the card *id*."""
    return desk.get(f"{PREFIX}/kortti/{id}")


def words(page: TestResponse) -> str:
    """What stands in the middle of the page, without its tags."""
    inner = page.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inner)))


def cards(app: Any) -> list[str]:
    """The ids of all cards."""
    with app.extensions["engine"].connect() as db:
        return list(db.execute(select(card.c.id).order_by(card.c.seq)).scalars())


def canaries(record: Record, kind: str) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """
    For each group of a card of *kind*: its id, column → a text that stands nowhere else, and as it is shown.
    """
    for group in fields.groups(record, kind):
        typed, seen = {}, {}
        for n, one in enumerate(fields.columns(group, kind)):
            typed[one.column], seen[one.column] = _canary(
                one.kind, f"{kind}-{one.column}".replace(".", "-"), n
            )
        yield group.id, typed, seen


def _canary(kind: Kind, name: str, n: int) -> tuple[str, str]:
    number = sum(map(ord, name)) % 9000 + 1000
    texts = {
        Kind.EMAILS: (f"{name.replace('_', '-')}@canary.example",) * 2,
        Kind.PHONES: (f"+358 50 555{number}", f"+358 50 555{number}"),
        Kind.BUSINESS_ID: ("1572860-0", "1572860-0"),
        Kind.DAY: (f"{n + 11}.3.2031", f"{n + 11} March 2031"),
        Kind.HETU: (CODE, "******-****"),
    }
    return texts.get(kind, (f"canary {name}",) * 2)
