"""A letter to write, to queue and to deliver."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from formhandler import letters
from formhandler.config import Config
from formhandler.mail.smtp import SmtpConfig
from formhandler.writer import Writer
from record import Record, load
from tests.formhandler.mailserver import MailServer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANSWER = "a" * 32  # the id of an answer

Queue = Callable[..., None]
Deliver = Callable[..., letters.Report]


@pytest.fixture(scope="session")
def record(record_file: Path) -> Record:
    """The example trader's."""
    return load(record_file, today=NOW.date())


@pytest.fixture
def plain(tmp_path: Path) -> Config:
    """Settings of which a letter needs none."""
    return Config.from_environ({"DATA": str(tmp_path)})


@pytest.fixture
def key(vault: Path) -> bytes:
    """The outbox key of a new vault."""
    return letters.outbox_key(vault)


@pytest.fixture
def queue(writer: Writer, key: bytes, record: Record, plain: Config) -> Queue:
    """Queues a letter that carries *answer*; due at once unless told otherwise."""

    def put(
        answer: str = ANSWER, *, now: datetime = NOW, delay: float = 0, to: str = "liisa@example.fi"
    ) -> None:
        mail = letters.compose(record, plain, to=to, subject="Vastaus", body="Hei Liisa!", lang="fi")
        writer.submit(
            lambda db: letters.queue(
                db, key, document=answer, mail=mail, now=now, delay=timedelta(seconds=delay)
            )
        )

    return put


@pytest.fixture
def deliver(writer: Writer, engine: Engine, smtp: MailServer, key: bytes) -> Deliver:
    """One round of delivery, *after* so many seconds, by the test's server or another."""

    def round_(after: float = 0, server: SmtpConfig | None = None) -> letters.Report:
        moment = NOW + timedelta(seconds=after)
        return letters.deliver_due(writer, engine, server or smtp.config, key, now=moment)

    return round_


@pytest.fixture
def state(engine: Engine) -> Callable[..., letters.State]:
    """How the letter of an answer stands."""

    def look(answer: str = ANSWER) -> letters.State:
        with engine.connect() as db:
            return letters.states(db, [answer])[answer]

    return look
