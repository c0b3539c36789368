"""The owner's page says what works and what needs somebody, in words."""

import os
from datetime import timedelta

import pytest

from formhandler import clock
from formhandler.clock import seconds
from formhandler.condition import key, mailing
from formhandler.condition.certificate import Certificate, Outcome
from formhandler.condition.finding import Mark
from formhandler.condition.proxies import match
from formhandler.condition.site import certificate_lasts
from formhandler.mail.heartbeat import status
from formhandler.schema import heartbeat, letter
from formhandler.vault import state
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import HTTPS, desk
from texts import translator

NOW = clock.utcnow()
T = translator("en")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/hallinta/kunto", "Tietokanta on ajan tasalla"),
        ("/hallinta/sv/kunto", "Databasen är uppdaterad"),
        ("/hallinta/en/kunto", "The database is up to date"),
    ],
)
def test_a_reader_sees_it_in_every_language(app, path, words):
    page = desk(app, "reader").get(path)

    assert page.status_code == 200
    assert words in page.text


def test_what_needs_the_owner_is_counted_and_named(app, settings):
    owner = desk(app)
    assert "needs you" not in owner.get("/hallinta/en/kunto").text

    (settings.data / "seloste.db").chmod(0o644)

    page = owner.get("/hallinta/en/kunto").text
    assert "1 thing needs you." in page
    assert "seloste.db" in page


def test_a_stale_backup_needs_the_owner(tmp_path, site, record_file):
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "a.tar").write_bytes(b"sealed")
    app = ready(config(tmp_path / "var", site, record_file, BACKUPS=str(backups)))
    owner = desk(app)
    assert "The newest backup is from" in owner.get("/hallinta/en/kunto").text

    week_ago = (NOW - timedelta(days=7)).timestamp()
    os.utime(backups / "a.tar", (week_ago, week_ago))

    assert "see why none came by itself" in owner.get("/hallinta/en/kunto").text
    close(app)


def test_a_backup_folder_that_is_gone_needs_the_owner(tmp_path, site, record_file):
    app = ready(config(tmp_path / "var", site, record_file, BACKUPS=str(tmp_path / "gone")))

    assert "can&#39;t be read (No such file or directory)" in desk(app).get("/hallinta/en/kunto").text
    close(app)


@pytest.mark.parametrize(
    ("outcome", "days", "mark", "words"),
    [
        (Outcome.TRUSTED, 60, Mark.FINE, "is good until"),
        (Outcome.TRUSTED, 3, Mark.FAULT, "was not renewed"),
        (Outcome.REFUSED, None, Mark.FAULT, "Browsers refuse the certificate of www.example.fi (expired)"),
        (Outcome.UNREACHED, None, Mark.NOTE, "can't be reached from here"),
    ],
)
def test_a_certificate_is_judged_as_a_browser_would(outcome, days, mark, words):
    ends = NOW + timedelta(days=days) if days else None
    found = Certificate(host="www.example.fi", outcome=outcome, ends=ends, reason="expired")

    finding = certificate_lasts("https://www.example.fi", found, T, NOW)

    assert finding.mark is mark
    assert words in finding.text


@pytest.mark.parametrize(("days", "mark"), [(364, Mark.FINE), (365, Mark.FAULT)])
def test_the_kit_is_to_be_tried_once_a_year(app, settings, days, mark):
    tried = clock.day(NOW) - timedelta(days=days)
    made = state.Kit(made=tried, fingerprint="AAAA", proven=tried)
    state.save(settings.data, state.State(opens=state.SEALED, kit=made))

    (finding,) = key.drilled(settings, T, NOW)

    assert finding.mark is mark


def test_a_key_file_is_to_be_copied(app, settings):
    (finding,) = key.drilled(settings, T, NOW)

    assert "Keep a copy of it somewhere else" in finding.text


@pytest.mark.parametrize(
    ("sent", "seen", "mark", "words"),
    [
        (timedelta(minutes=5), None, Mark.NOTE, "is on its way"),
        (timedelta(hours=2), None, Mark.FAULT, "did not come back"),
        (timedelta(hours=2), timedelta(hours=1), Mark.FINE, "was alive on"),
        (timedelta(days=3), timedelta(days=3), Mark.FAULT, "did not come back"),
    ],
)
def test_the_privacy_mailbox_is_alive_while_its_own_mail_comes_back(engine, writer, sent, seen, mark, words):
    row = {"token": "t", "sent_at": seconds(NOW - sent), "seen_at": seconds(NOW - seen) if seen else None}
    writer.submit(lambda db: db.execute(heartbeat.insert().values(row)))
    with engine.connect() as db:
        alive = status(db, NOW, configured=True)

    finding = mailing.mailbox(alive, T, NOW)

    assert finding.mark is mark
    assert words in finding.text


def test_an_answer_that_may_not_have_arrived_needs_the_owner(app):
    writer = app.extensions["writer"]
    waiting = {"document": "a", "mail_id": "a", "sealed": b"sealed", "created_at": 0, "due_at": 0}
    writer.submit(lambda db: db.execute(letter.insert().values(waiting)))
    owner = desk(app)
    assert "1 answer waits to leave by mail." in owner.get("/hallinta/en/kunto").text

    writer.submit(lambda db: db.execute(letter.update().values(state="doubtful")))

    assert "1 answer did not surely reach its reader" in owner.get("/hallinta/en/kunto").text


@pytest.mark.parametrize(
    ("forwarded", "proxies", "words"),
    [
        ("", 0, None),
        ("198.51.100.4", 1, None),
        ("6.6.6.6, 198.51.100.4", 1, None),  # what a client sends along says nothing
        ("198.51.100.4", 0, "Set PROXIES to 1."),
        ("198.51.100.4, 10.0.0.1", 0, "Set PROXIES to 2."),
        ("", 1, "Set it to 0."),
        ("198.51.100.4", 2, "anybody can say that they come from another network. Set it to 1."),
    ],
)
def test_the_number_of_proxies_is_compared_with_the_way_a_request_came(forwarded, proxies, words):
    found = match(forwarded, proxies, T)

    assert (found is None) if words is None else (found is not None and words in found.text)


def test_the_page_looks_at_its_own_request(app):
    owner = desk(app)
    path = "/hallinta/en/kunto"
    assert "PROXIES" not in owner.get(path).text

    answer = owner.client.get(path, base_url=HTTPS, headers={"X-Forwarded-For": "198.51.100.4"})

    assert "Set PROXIES to 1." in answer.text
