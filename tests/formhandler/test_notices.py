"""The mail that tells the owner of new messages, as a real mail server receives it."""

import pytest

from formhandler import chores, clock
from tests.formhandler.app import Visitor, close, config, ready

CANARIES = ("Maija Meikäläinen", "maija@example.fi", "0401234567", "Do you have time on Tuesday")


@pytest.fixture
def app(tmp_path, site, record_file, smtp):
    app = ready(config(tmp_path / "var", site, record_file, MAIL_URL=smtp.url, MAIL_TO="owner@example.fi"))
    yield app
    close(app)


def test_the_notice_carries_a_count_and_no_personal_data(app, smtp):
    visitor = Visitor(app.test_client())
    for number in range(2):
        visitor.send(f"{CANARIES[3]} {number}?", name=CANARIES[0], email=CANARIES[1], phone=CANARIES[2])

    chores.deliver(app, clock.utcnow())

    (mail,) = smtp.mails
    assert mail["To"] == "owner@example.fi"
    assert "2" in mail["Subject"]
    words = str(mail["Subject"]) + mail.get_content() + mail.as_string()
    assert not any(canary in words for canary in CANARIES)


def test_quarantine_is_no_news(app, smtp):
    Visitor(app.test_client()).send("buy", extra="x")

    assert chores.deliver(app, clock.utcnow()).sent == 0
    assert smtp.mails == []
