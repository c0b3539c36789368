"""Links as a marketing list makes them, and what the database says of them, for the tests."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from formhandler import clock
from formhandler.permissions import channels
from formhandler.permissions.ledger import Said, say
from formhandler.register import changing
from formhandler.schema import metadata, permission, suppression
from formhandler.unsubscribing import link as links
from formhandler.unsubscribing import store
from formhandler.vault import keys, slots
from formhandler.vault.rows import Rows
from tests.formhandler.register.made import ACTOR, person

MAIL = "maija@example.com"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
#: As a mail provider posts: from a site and network of its own, with no cookie.
PROVIDER = {"Origin": "https://mail.example.net", "Sec-Fetch-Site": "cross-site"}


def rows(app: Flask) -> Rows:
    data = app.extensions["config"].data
    return Rows(slots.unlock_managed(data).keyring, to=keys.present(data, app.extensions["engine"]).key_id)


def card(app: Flask) -> str:
    sealing, record, now = rows(app), app.extensions["record"], clock.utcnow()
    made: str = app.extensions["writer"].submit(
        lambda db: changing.create(db, sealing, record, kind="person", news=[person()], actor=ACTOR, now=now)
    )
    return made


def hashed(app: Flask, channel: str = "email", point: str = MAIL) -> bytes:
    key = channels.suppression_key(app.extensions["secret"])
    return channels.suppression(key, channel, point)


def link(app: Flask, card: str, channel: str = "email", *, ago: timedelta = timedelta()) -> str:
    """The token of a link that went out in a list made *ago*."""
    token, day = links.new(), clock.day(clock.utcnow() - ago)
    row = (links.digest(token), hashed(app, channel), card)
    app.extensions["writer"].submit(lambda db: store.add_links(db, [row], channel=channel, day=day))
    return token


def permit(app: Flask, card: str, channel: str = "email") -> None:
    """What the desk writes down when somebody asks to be reached again."""
    sealing, record, now = rows(app), app.extensions["record"], clock.utcnow()
    key = channels.suppression_key(app.extensions["secret"])
    said = Said(channel=channel, state=channels.PERMITTED, how="desk", actor=ACTOR, words="Saa lähettää.")
    app.extensions["writer"].submit(lambda db: say(db, sealing, record, key, card, said, now=now))


def press(client: FlaskClient, token: str, *, lang: str = "/en", **environ: Any) -> TestResponse:
    """What a mail provider does for its user (RFC 8058, 3.2)."""
    return client.post(f"{lang}/peruutus/{token}", data=ONE_CLICK, headers=PROVIDER, **environ)


def counted(app: Flask) -> dict[str, int]:
    """How many rows each table holds."""
    with app.extensions["engine"].connect() as db:
        return {
            name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def ledger(app: Flask) -> list[tuple[Any, ...]]:
    """Its lines: channel, state, how, and whether something of it is sealed."""
    columns = [permission.c[name] for name in ("channel", "state", "how", "sealed", "key_id")]
    with app.extensions["engine"].connect() as db:
        return [tuple(row) for row in db.execute(select(*columns).order_by(permission.c.seq))]


def forbidden(app: Flask) -> set[bytes]:
    """The hashes that are suppressed."""
    with app.extensions["engine"].connect() as db:
        return set(db.execute(select(suppression.c.hash)).scalars())
