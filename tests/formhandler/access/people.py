"""People on cards of a real desk, with a canary in every field; and what the access pages say of them."""

from functools import partial
from typing import Any

from flask import Flask

from formhandler import clock
from formhandler.register import changing, checking, clocks, fields
from formhandler.register.card import New
from formhandler.register.fields import Kind
from formhandler.vault import slots
from formhandler.vault.rows import Rows
from tests.formhandler.owner.desk import Desk
from tests.formhandler.register.paper import PREFIX, words

ACTOR = "Olli Omistaja"


def rows(app: Flask) -> Rows:
    """What opens and seals the register of *app*."""
    keyring = slots.unlock_managed(app.extensions["config"].data).keyring
    return Rows(keyring, to=keyring.keys[0].key_id)


def canary(one: fields.Column, kind: str, mark: str) -> str:
    """A text that stands in this field of this card alone."""
    name = f"{mark}-{kind}-{one.column}".replace(".", "-").replace("_", "-")
    number = sum(place * ord(sign) for place, sign in enumerate(name, start=1))
    texts = {
        Kind.EMAILS: f"{name}@canary.example",
        Kind.PHONES: f"+35840{1_000_000 + number}",
        Kind.BUSINESS_ID: {"a": "1572860-0", "b": "0737546-2"}.get(mark, ""),
        Kind.DAY: f"20{10 + number % 80}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        Kind.HETU: "131052-308T",
    }
    return texts.get(one.kind, f"canary {name}")


def filled(app: Flask, kind: str, mark: str, *, firm: str | None = None) -> tuple[str, list[str]]:
    """A card of *kind* with a canary in every field: its id, and the texts that are on it."""
    record, now = app.extensions["record"], clock.utcnow()
    news = [
        checking.check(record, kind, New(
            group=group.id, source="self", of=clock.day(now),
            values={one.column: canary(one, kind, mark) for one in fields.columns(group, kind)},
        ))
        for group in fields.groups(record, kind)
    ]  # fmt: skip
    id = made(app, kind, news, firm=firm)
    return id, [text for new in news for text in new.values.values()]


def made(
    app: Flask, kind: str, news: list[New], *, firm: str | None = None, relation: str = clocks.CUSTOMER
) -> str:
    """The id of a new card."""
    job = partial(
        changing.create, rows=rows(app), record=app.extensions["record"], kind=kind, news=news,
        actor=ACTOR, now=clock.utcnow(), organisation=firm, relation="none" if firm else relation,
    )  # fmt: skip
    id: str = app.extensions["writer"].submit(job)
    return id


def person(name: str = "Maija Meikäläinen", *, source: str = "self", **values: str) -> New:
    """Basic details in hand; columns of `person` by their names."""
    columns = {"person.name": name, **{f"person.{column}": text for column, text in values.items()}}
    return New(group="person", values=columns, source=source, of=clock.day(clock.utcnow()))


def downloaded(desk: Desk, id: str, file: str = "access-1", **fields: str) -> Any:
    """A file of the person's, as the desk downloads it."""
    answer = desk.post(f"{PREFIX}/kortti/{id}/tiedot/lataa", file=file, **fields)
    assert answer.status_code == 200, words(answer)
    return answer
