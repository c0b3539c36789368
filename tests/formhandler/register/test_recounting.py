"""A record that says another time is followed at the next sweep; the same costs one question."""

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import select, update

from formhandler.register import changing, recounting
from formhandler.schema import entry
from record.period import Period
from tests.formhandler.register import made


def days(engine):
    with engine.connect() as db:
        return list(db.execute(select(entry.c.expires_on).order_by(entry.c.seq)).scalars())


def make(desk, record, of=made.TODAY):
    new = replace(made.person(), of=of)
    job = partial(changing.create, rows=made.rows(), record=record, kind="person", news=[new])
    return desk.submit(partial(job, actor=made.ACTOR, now=made.NOW))


def longer(record):
    """The record that keeps what serves marketing for two years."""
    rules = [
        replace(one, keep=Period(years=2)) if one.id == "marketing" else one for one in record.retentions
    ]
    return replace(record, retentions=tuple(rules))


def test_every_card_gets_the_days_of_the_new_record(engine, desk, record):
    n = recounting.SOME + 1
    for _ in range(n):
        make(desk, record)
    assert recounting.follow(desk, record)

    assert recounting.follow(desk, longer(record))

    assert days(engine) == [date(2028, 11, 10)] * n


def test_the_same_record_is_not_counted_again(engine, desk, record):
    make(desk, record)
    recounting.follow(desk, record)
    desk.submit(lambda db: db.execute(update(entry).values(expires_on=date(2030, 1, 1))))

    assert not recounting.follow(desk, record)

    assert days(engine) == [date(2030, 1, 1)]


def test_a_shorter_time_counts_too_but_never_before_the_day_of_writing(engine, desk, record):
    make(desk, longer(record), of=date(2020, 1, 1))
    recounting.follow(desk, longer(record))
    none = tuple(one for one in record.purposes if "person" not in one.groups)

    recounting.follow(desk, replace(record, purposes=none, channels=()))

    assert days(engine) == [made.TODAY]
