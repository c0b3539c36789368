"""The access log: complete, sealed, and gone when what it speaks of is gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import g
from sqlalchemy import select, update

from formhandler import janitor
from formhandler.owner import log, store
from formhandler.owner.access import COOKIE
from formhandler.owner.log import What
from formhandler.schema import document
from formhandler.vault import slots
from tests.formhandler.owner.desk import desk
from texts import translator

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOG = "/hallinta/en/loki"


def written(app):
    keyring = slots.unlock_managed(app.extensions["config"].data).keyring
    with app.extensions["reader"].connect() as db:
        return [log.opened(row, keyring) for row in store.entries(db, limit=1000)]


def test_an_entry_says_who_did_what_when_and_to_which(app):
    log.write(app, "Siiri", What.OPENED, "ABCD-EFGH", now=NOW)

    assert written(app) == [log.Entry(who="Siiri", what="opened", when=NOW, ref="ABCD-EFGH")]


def test_an_entry_is_kept_as_long_as_a_message_of_its_day_and_no_longer(app):
    log.write(app, "Siiri", What.OPENED, now=NOW)
    with app.extensions["engine"].connect() as db:
        last = db.execute(select(document.c.expires_on)).scalar_one()
    assert last == date(2027, 11, 22)  # the example's record: twelve months
    midnight = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)

    janitor.sweep(app.extensions["writer"], app.extensions["engine"], key=bytes(32), now=midnight)
    assert len(written(app)) == 1
    janitor.sweep(
        app.extensions["writer"], app.extensions["engine"], key=bytes(32), now=midnight + timedelta(days=1)
    )
    assert written(app) == []


def test_a_message_opened_twice_in_a_session_is_told_once_and_in_the_next_one_again(app):
    for _ in range(2):
        owner = desk(app)
        for _ in range(2):
            with owner.client, app.test_request_context():
                note_as(app, owner)

    assert [entry.what for entry in written(app)] == ["opened", "opened"]


def note_as(app, owner):
    cookie = owner.client.get_cookie(COOKIE, domain="www.example.fi").value
    g.session = app.extensions["sessions"].get(cookie, now=datetime.now(UTC))
    log.note(What.OPENED, "ABCD-EFGH", now=NOW)


def test_the_newest_stands_first_and_pages_hold_fifty(app):
    for number in range(120):
        log.write(app, "Siiri", What.OPENED, f"no-{number}", now=NOW)
    owner = desk(app)

    first, last = owner.get(LOG).text, owner.get(f"{LOG}?sivu=3").text

    assert "no-119" in first and "no-70" in first and "no-69" not in first
    assert "no-19" in last and "no-0<" in last
    assert "Page 3 of 3" in last
    for page in ("0", "-1", "99", "x", "9" * 40):
        assert owner.get(f"{LOG}?sivu={page}").status_code == 200


def test_a_line_that_was_changed_hides_no_other(app):
    log.write(app, "Siiri", What.OPENED, "good", now=NOW)
    log.write(app, "Siiri", What.OPENED, "bad", now=NOW)

    def spoil(db):
        newest = db.execute(select(document.c.id).order_by(document.c.seq.desc()).limit(1)).scalar_one()
        db.execute(update(document).where(document.c.id == newest).values(day=date(2020, 1, 1)))

    app.extensions["writer"].submit(spoil)
    page = desk(app).get(LOG).text

    assert "A line that does not open" in page
    assert "good" in page


@pytest.mark.parametrize("what", list(What))
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_everything_that_can_be_done_has_words(what, lang):
    said = log.words(what, translator(lang))

    assert said
    assert lang == "en" or said != what.value


def test_what_another_version_wrote_is_shown_as_it_is(app):
    assert log.words("frobnicated", translator("fi")) == "frobnicated"
