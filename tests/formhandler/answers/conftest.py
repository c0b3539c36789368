"""A conversation in a database, and a visitor whom the owner answers at the desk."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from formhandler.answers import outgoing, store
from formhandler.answers.answer import Answer
from formhandler.answers.store import Newest, Sealed
from formhandler.contact import store as contact
from formhandler.vault import keys
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.writer import Writer
from tests.formhandler.app import shown
from tests.formhandler.owner.desk import Desk, desk
from tests.formhandler.receipts.conftest import Sender, sender

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)
EXPIRES = date(2027, 11, 23)
OUTBOX = bytes(32)
EN = "/hallinta/en"

ANSWER = Answer(
    written=NOW,
    lang="fi",
    subject="Vastaus viestiisi",
    body="Tiistai sopii.\nTervetuloa!",
    quote="",
    by="Olli Omistaja",
    via="mail",
    answers="0" * 32,
)


@dataclass(frozen=True)
class Archive:
    """A database whose key is at hand, with one conversation in it."""

    writer: Writer
    private: PrivateKey
    thread: str
    reference: str

    @property
    def keyring(self) -> Keyring:
        return Keyring((self.private,))

    def run(self, job, *arguments, **named):
        """Run a function of the database in the writer's transaction."""
        return self.writer.submit(lambda db: job(db, *arguments, **named))

    def answer(self, answer: Answer = ANSWER, id: str = "") -> Sealed:
        """*answer*, sealed and not kept yet."""
        return self._sealed(store.ANSWER, answer.as_payload(), id)

    def draft(self, payload: bytes = b"{}") -> Sealed:
        return self._sealed(store.DRAFT, payload, "")

    def newest(self) -> Newest:
        return self.run(store.newest, self.thread)

    def answers(self) -> list[Sealed]:
        return self.run(store.of_threads, [self.thread])

    def _sealed(self, kind: str, payload: bytes, id: str) -> Sealed:
        bound = Bound(id=id or secrets.token_hex(16), kind=kind, day=DAY, expires_on=EXPIRES)
        return outgoing.sealed(bound, payload, self.thread, self.private.public, None)


@pytest.fixture
def archive(writer: Writer) -> Archive:
    """One conversation of one message, on each kind of database."""
    private, id = PrivateKey.generate(), secrets.token_hex(16)
    writer.submit(lambda db: keys.remember(db, private.public, now=NOW))
    bound = Bound(id=id, kind="message", day=DAY, expires_on=EXPIRES)
    envelope, _ = seal(private.public, bound, b"{}")
    reference = writer.submit(
        lambda db: contact.archive(
            db,
            id=id,
            submission=secrets.token_hex(16),
            digest=bytes(32),
            kind="message",
            day=DAY,
            expires_on=EXPIRES,
            key_id=private.key_id,
            envelope=envelope,
            now=NOW,
        )
    )
    return Archive(writer, private, id, reference)


@dataclass(frozen=True)
class Talk:
    """A visitor who has written, and the owner at the desk."""

    sent: Sender
    owner: Desk

    @property
    def page(self) -> str:
        return f"{EN}/viesti/{self.sent.reference}"

    def form(self) -> dict[str, str]:
        """What the writing form on the message's page would send."""
        return shown(self.owner.get(self.page))

    def post(self, do: str, **changes: str) -> TestResponse:
        """Press a button of the form on the message's page, with *changes* to its fields."""
        return self.owner.post(f"{self.page}/vastaus", **{**answering(self.form()), **changes, "do": do})

    def press(self, page: TestResponse, do: str, **changes: str) -> TestResponse:
        """Press a button on *page*."""
        return self.owner.post(f"{self.page}/vastaus", **{**answering(shown(page)), **changes, "do": do})

    def send(self, via: str, body: str, **changes: str) -> TestResponse:
        """Write, check and send."""
        answer = self.press(self.post(via, body=body, **changes), f"send-{via}")
        assert answer.status_code == 303, answer.text
        return answer


def answering(fields: dict[str, str]) -> dict[str, str]:
    """Of a page's fields those of the writing form; other forms stand beside it."""
    names = (
        "csrf_token",
        "submission",
        "seen_answer",
        "seen_message",
        "subject",
        "body",
        "quote",
        "notify",
        "anyway",
    )
    return {name: fields[name] for name in names if name in fields}


@pytest.fixture
def named(app: Flask) -> Talk:
    """A visitor who left name and address."""
    return Talk(sender(app, "When do you have time?", name="Maija Meri", email="maija@example.fi"), desk(app))


@pytest.fixture
def anonymous(app: Flask) -> Talk:
    """A visitor who left nothing, and has the words."""
    return Talk(sender(app, "A question that is nobody's"), desk(app))
