"""A browser that answers the question, for the tests of choices."""

from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from formhandler.choices.cookie import Cookie
from formhandler.schema import consent_checkpoint, consent_count, consent_event, consent_text
from record import Record, asking
from tests.formhandler.app import SAME, owner

NAME = "valinta"
KEPT = (consent_event, consent_text, consent_count, consent_checkpoint)


class Chooser:
    """A browser, as far as the server can see, on the page in one language."""

    def __init__(self, app: Flask, lang: str = "en") -> None:
        self.app, self.lang = app, lang
        self.client = app.test_client()
        self.record: Record = app.extensions["record"]
        self.path = self.record.edition.choices_path[lang]

    @property
    def text(self) -> str:
        """The hash of the question that is asked."""
        return asking.question(self.record, self.lang).hash

    @property
    def cookie(self) -> str | None:
        found = self.client.get_cookie(NAME)
        return found.value if found else None

    @cookie.setter
    def cookie(self, value: str) -> None:
        self.client.set_cookie(NAME, value)

    @property
    def choice(self) -> Cookie:
        assert self.cookie is not None
        return Cookie.read(self.cookie)

    def answer(self, answer: str = "all", **fields: Any) -> TestResponse:
        """Press a button of the page; *fields* replace what the form sends, None takes a field away."""
        form = {"text": self.text, "surface": "page", "answer": answer, **fields}
        return self.post({name: value for name, value in form.items() if value is not None})

    def post(self, form: Any, **options: Any) -> TestResponse:
        """Send *form* to the page from the page."""
        return self.client.post(self.path, data=form, **{"headers": SAME, **options})

    def page(self, **headers: str) -> str:
        return self.client.get(self.path, headers=headers).text


def kept(app: Flask) -> dict[str, int]:
    """How many rows each table of the consent record has."""
    with app.extensions["reader"].connect() as db:
        return {
            table.name: db.execute(select(func.count()).select_from(table)).scalar_one() for table in KEPT
        }


def bodies(app: Flask) -> list[str]:
    """Every event as it lies in the record, in its order."""
    with app.extensions["reader"].connect() as db:
        return list(db.execute(select(consent_event.c.body).order_by(consent_event.c.seq)).scalars())


def verified(app: Flask) -> None:
    """Let `flask consent verify` go through the record; it must find nothing."""
    owner(app, "consent", "verify")


def refused(answer: TestResponse, code: int, words: str) -> None:
    """The page is shown again, says what is wrong, asks again, and brings no cookie."""
    text = unescape(answer.text)
    assert answer.status_code == code
    assert f'role="alert">{words}' in text
    assert 'name="answer" value="all"' in text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def written(chooser: Chooser, *allowed: str, event: str) -> str:
    """A cookie that somebody wrote by hand."""
    meaning = asking.meaning(chooser.record)
    return str(Cookie(allowed=frozenset(allowed), objected=False, meaning=meaning, event=event))
