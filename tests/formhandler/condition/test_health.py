"""The owner's page says what works and what needs somebody, in words."""

import os
from datetime import timedelta

import pytest

from formhandler import clock
from formhandler.condition.certificate import Certificate, Outcome
from formhandler.condition.finding import Mark
from formhandler.condition.site import certificate_lasts
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import desk
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
