"""A clock that walks to the horizon: each entry is there on its last day, and gone the day after."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

from formhandler import db, janitor
from formhandler.register import changing, clocks, expiring
from formhandler.register.card import New
from formhandler.register.clocks import FOREVER, Standing
from formhandler.schema import entry, metadata, permission
from formhandler.vault import keys
from formhandler.writer import Writer
from record import Record
from tests.formhandler.register import made
from tests.formhandler.register.test_clocks import PURPOSES, Case, told

DAY = timedelta(days=1)
DAYS = st.dates(date(2018, 1, 1), made.TODAY)
#: What a card is told about: its entries (purposes, day of the fact), how the relation and a consent end.
FACTS = st.lists(
    st.tuples(st.lists(st.sampled_from(PURPOSES), min_size=1, max_size=3, unique=True), DAYS),
    min_size=1,
    max_size=4,
)
ENDS = st.tuples(
    st.sampled_from(clocks.RELATIONS), DAYS, st.sampled_from(["never", "permitted", "ended"]), DAYS
)
CARDS = st.lists(st.tuples(FACTS, ENDS), min_size=1, max_size=4)


@contextmanager
def database() -> Iterator[tuple[Engine, Writer]]:
    with tempfile.TemporaryDirectory() as folder:
        engine = db.connect(db.sqlite_url(Path(folder)))
        metadata.create_all(engine)
        writer = Writer(engine)
        writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
        yield engine, writer
        writer.close()
        engine.dispose()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def fill(writer: Writer, record: Record, cards) -> dict[str, date]:
    """Make the cards as they are told; of each entry the last day that the oracle tells."""
    wanted: dict[str, date] = {}
    for n, (facts, (relation, ended_on, consent, changed_on)) in enumerate(cards):
        news = [New(group="person", values={}, source="self", of=of, purposes=tuple(p)) for p, of in facts]
        job = partial(changing.create, rows=made.rows(), record=record, kind="person", news=news)
        # Whoever becomes a customer is kept for more purposes; here they are what the case says.
        first = clocks.NONE if relation == clocks.NONE else clocks.CUSTOMER
        id = writer.submit(partial(job, actor=made.ACTOR, now=made.NOW, relation=first))
        ended = ended_on if relation == clocks.ENDED else None
        if consent != "never":
            line = {"id": f"{n:032x}", "card": id, "channel": "sms", "at": int(noon(changed_on).timestamp())}
            values = {**line, "state": consent, "how": "desk", "expires_on": FOREVER}
            writer.submit(lambda db, values=values: db.execute(insert(permission).values(values)))
        writer.submit(
            partial(changing.relate, record=record, id=id, version=2, relation=relation, ended_on=ended)
        )
        standing = Standing(
            relation=relation,
            ended_on=ended,
            permitted=consent == "permitted",
            permission_ended=changed_on if consent == "ended" else None,
        )
        for one, new in zip(writer.submit(partial(_ids, card=id)), news, strict=True):
            case = Case(new.purposes, new.of, standing)
            wanted[one] = max(made.TODAY, *(told(purpose, case) for purpose in new.purposes))
    return wanted


def _ids(db, card):
    return list(db.execute(select(entry.c.id).where(entry.c.card == card).order_by(entry.c.seq)).scalars())


def there(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(select(entry.c.id)).scalars())


@settings(max_examples=25, deadline=None)
@given(cards=CARDS)
def test_each_entry_is_there_on_its_last_day_and_gone_the_day_after(record: Record, cards) -> None:
    with database() as (engine, writer):
        wanted = fill(writer, record, cards)
        for last in sorted(set(wanted.values()) - {FOREVER}):
            for day in (last, last + DAY):
                janitor.sweep(writer, engine, key=bytes(32), now=noon(day))
                assert there(engine) == {id for id, until in wanted.items() if until >= day}


def test_a_recount_after_a_relation_ended_brings_the_last_day_nearer(engine, desk, record) -> None:
    ((id, before),) = fill(
        desk, record, [([(["company_care"], made.TODAY)], ("customer", None, "never", None))]
    ).items()
    assert before == FOREVER
    with engine.connect() as connection:
        card = connection.execute(select(entry.c.card).where(entry.c.id == id)).scalar_one()

    job = partial(changing.relate, record=record, id=card, version=3, relation="ended", ended_on=made.TODAY)
    desk.submit(job)

    with engine.connect() as connection:
        assert connection.execute(select(entry.c.expires_on)).scalar_one() == date(2029, 11, 10)


def test_a_card_that_went_meanwhile_is_no_fault(desk, record) -> None:
    desk.submit(partial(expiring.recount, record=record, card="0" * 32))
