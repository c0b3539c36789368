"""A visitor and an owner, for the tests: the real app on a real database, driven by Flask's own clients."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import altcha
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from formhandler import clock, create_app
from formhandler.config import Config
from formhandler.contact import spam, ticket
from formhandler.schema import message

ACTION = "/en/message/"
SAME = {"Sec-Fetch-Site": "same-origin"}


def config(data: Path, site: Path, record: Path, **environ: str) -> Config:
    """The settings of a handler that keeps everything under *data*."""
    return Config.from_environ(
        {"DATA": str(data), "SITE": str(site), "RECORD": str(record), "LANG": "en_GB.UTF-8", **environ}
    )


@dataclass(frozen=True)
class Visitor:
    """A browser, as far as the server can see."""

    client: FlaskClient

    def write(
        self, body: str = "Hello, when do you have time?", *, action: str = ACTION, **fields: str
    ) -> TestResponse:
        """Send the static form, which leads to the check page."""
        return self.client.post(action, data={"body": body, **fields}, headers=SAME)

    def confirm(self, page: TestResponse, *, action: str = ACTION, **changes: str) -> TestResponse:
        """Press the check page's button, with *changes* to its fields."""
        return self.client.post(action, data={**shown(page), **changes}, headers=SAME)

    def send(self, body: str = "Hello, when do you have time?", **fields: str) -> str:
        """Both steps; returns the reference."""
        answer = self.confirm(self.write(body, **fields))
        assert answer.status_code == 303, answer.text
        return answer.location.rsplit("/", 1)[1]


def solved(challenge: dict[str, Any]) -> str:
    """What the form's worker would put into the field `ticket`."""
    whole = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(whole)
    assert solution is not None
    return altcha.Payload(whole, solution).to_base64()


def cheap_ticket(app: Flask, form: str = "contact", *, age: timedelta = timedelta(minutes=1)) -> str:
    """A ticket of the handler's own that takes two tries, issued *age* ago: the real price is 1,500."""
    return solved(ticket.issue(app.extensions["secret"], form, now=clock.utcnow() - age, tries=1))


def flood(app: Flask, address: str, *, n: int = spam.FLOOD) -> None:
    """*n* posts from *address*, by default as many as its network is allowed, without making each of them."""
    posts = app.extensions["memories"][0]
    for _ in range(n):
        posts.add(address, now=clock.utcnow(), within=spam.WINDOW)


def shown(page: TestResponse) -> dict[str, str]:
    """The fields that the form on *page* would send, with their values."""
    inputs = re.findall(r"<input\b[^>]*>", page.text)
    fields = {
        _attribute(tag, "name"): _attribute(tag, "value") for tag in inputs if 'type="checkbox"' not in tag
    }
    ticked = [tag for tag in inputs if 'type="checkbox"' in tag and " checked" in tag]
    fields |= {_attribute(tag, "name"): _attribute(tag, "value") for tag in ticked}
    areas = re.findall(r"<textarea\b([^>]*)>\n?(.*?)</textarea>", page.text, re.DOTALL)
    return fields | {_attribute(tag, "name"): unescape(text) for tag, text in areas}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def count(app: Flask, kind: str | None = None) -> int:
    """How many messages the archive holds."""
    query = select(func.count()).select_from(message)
    with app.extensions["engine"].connect() as db:
        return db.execute(query.where(message.c.kind == kind) if kind else query).scalar_one()


def owner(app: Flask, *command: str) -> str:
    """Run `flask *command*` and return what it printed; it must succeed."""
    result = app.test_cli_runner().invoke(args=list(command))
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.output


def ready(settings: Config) -> Flask:
    """An app whose database and managed key are made, as `make serve` makes them."""
    settings.make_data_folder()
    app = create_app(settings)
    owner(app, "vault", "init")
    return app


def close(*apps: Flask) -> None:
    """Let go of the databases, as the end of a process does."""
    for app in apps:
        app.extensions["writer"].close()
        app.extensions["engine"].dispose()
        app.extensions["reader"].dispose()
