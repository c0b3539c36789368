"""What each layer against spam caught: a sum a day, in both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from formhandler import clock, create_app, janitor
from formhandler.contact import store
from formhandler.contact.counts import Refused
from formhandler.schema import spam_count
from formhandler.writer import Unavailable
from tests.formhandler.app import ACTION, Visitor, close, config, count, flood, ready

DAY = date(2026, 11, 22)


def sums(engine):
    with engine.connect() as db:
        return {(row.day, row.code): row.n for row in db.execute(select(spam_count))}


def test_a_sign_seen_again_on_the_same_day_is_added_to_its_sum(engine, writer):
    for codes in (["links", "hasty"], ["links"], []):
        writer.submit(lambda db, codes=codes: store.count(db, day=DAY, codes=codes))
    writer.submit(lambda db: store.count(db, day=DAY + timedelta(days=1), codes=["links"], n=3))

    assert sums(engine) == {
        (DAY, "links"): 2,
        (DAY, "hasty"): 1,
        (DAY + timedelta(days=1), "links"): 3,
    }


def test_a_message_counts_its_signs_and_its_quarantine_once(app, visitor):
    page = visitor.write(extra="https://example.org")
    visitor.confirm(page)
    visitor.confirm(page)

    today = clock.day(clock.utcnow())
    assert sums(app.extensions["engine"]) == {
        (today, "decoy"): 1,
        (today, "hasty"): 1,
        (today, "quarantine"): 1,
    }


def test_what_only_reached_the_check_page_is_not_counted(app, visitor):
    visitor.write(extra="https://example.org")

    assert sums(app.extensions["engine"]) == {}


def test_refused_posts_are_counted_when_the_chores_come_round(app):
    flood(app, "192.0.2.7")
    now = clock.utcnow()
    for _ in range(3):
        app.test_client().post(ACTION, data={"body": ""}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert sums(app.extensions["engine"]) == {}

    for _ in range(2):
        app.extensions["refused"].flush(app.extensions["writer"], now)

    assert sums(app.extensions["engine"]) == {(clock.day(now), "refused"): 3}


def test_a_sum_that_cannot_be_written_waits(engine, writer):
    refused, now = Refused(), clock.utcnow()
    refused.add()
    writer.close()
    with pytest.raises(Unavailable):
        refused.flush(writer, now)

    writer.__init__(engine)
    refused.flush(writer, now)

    assert sums(engine) == {(clock.day(now), "refused"): 1}


@pytest.mark.parametrize(
    ("age", "left"), [(janitor.COUNTS_KEPT, 1), (janitor.COUNTS_KEPT + timedelta(days=1), 0)]
)
def test_sums_are_kept_for_thirteen_months(engine, writer, age, left):
    now = clock.utcnow()
    writer.submit(lambda db: store.count(db, day=clock.day(now - age), codes=["links"]))

    janitor.sweep(writer, engine, key=bytes(32), now=now)

    assert len(sums(engine)) == left


def test_what_quarantine_lets_go_is_counted(app, visitor):
    visitor.send(extra="https://example.org")
    visitor.send("An ordinary message")
    later = clock.utcnow() + timedelta(days=31)

    gone = janitor.sweep(app.extensions["writer"], app.extensions["engine"], key=bytes(32), now=later)

    assert gone.messages == 1
    assert sums(app.extensions["engine"])[(clock.day(later), "purged")] == 1
    assert count(app, "message") == 1


def test_two_handlers_on_one_postgresql_lose_no_count(tmp_path, site, record_file, postgresql_url):
    settings = config(tmp_path / "var", site, record_file, DATABASE_URL=postgresql_url)
    apps = [ready(settings), create_app(settings)]

    def send(number):
        signs = ({"extra": "x"}, {"body": "https://a.example https://b.example"})[number % 2]
        return Visitor(apps[number // 2 % 2].test_client()).send(**{"body": f"Message {number}", **signs})

    with ThreadPoolExecutor(16) as people:
        references = list(people.map(send, range(200)))

    assert len(set(references)) == 200
    found = sums(apps[0].extensions["engine"])
    assert {code: n for (_, code), n in found.items() if code in ("decoy", "links")} == {
        "decoy": 100,
        "links": 100,
    }
    close(*apps)
