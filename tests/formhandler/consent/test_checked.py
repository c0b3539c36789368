"""When the record was last verified is known, and nothing older than that is kept."""

from datetime import timedelta

from sqlalchemy import func, select

from formhandler.consent import checked
from formhandler.schema import consent_check
from tests.formhandler.consent.made import NOON


def test_before_the_first_time_there_is_none(engine):
    with engine.connect() as db:
        assert checked.last(db) is None


def test_the_last_time_takes_the_place_of_the_one_before(engine, writer):
    writer.submit(lambda db: checked.note(db, at=NOON, events=3, faults=0))
    writer.submit(lambda db: checked.note(db, at=NOON + timedelta(days=1), events=4, faults=2))

    with engine.connect() as db:
        assert checked.last(db) == checked.Checked(at=NOON + timedelta(days=1), events=4, faults=2)
        assert db.execute(select(func.count()).select_from(consent_check)).scalar_one() == 1
