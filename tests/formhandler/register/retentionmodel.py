"""
A model of retention: cards that are written on, related, permitted and restricted while years go by, on a
real database, beside plain dates that say by the trader's notice what may still be there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import Connection, select

from formhandler import db as databases
from formhandler.permissions import ledger
from formhandler.permissions.ledger import Said
from formhandler.register import changing, store, sweeping
from formhandler.register.card import New
from formhandler.schema import card, entry, metadata, tombstone
from formhandler.vault import keys
from record import Record
from tests.formhandler.register.made import ACTOR, KEY, rows

#: None of them is what is usual for somebody who is no customer: that would change with the relation.
PURPOSES = (
    ("care",),
    ("collection",),
    ("invoice",),
    ("service", "collection"),
    ("direct_marketing", "collection"),
    ("newsletter", "collection"),
    ("newsletter",),
)
DAYS = (1, 2, 29, 180, 364, 365, 366, 1095, 2200)
Sweep = Callable[[Connection, date], None]
Relate = Callable[[Connection, Record, str, int, str, date | None], None]


def sweep(db: Connection, today: date) -> None:
    """As the janitor does it."""
    while sweeping.expire_entries(db, today=today):
        pass
    for table in sweeping.LINES:
        while sweeping.expire_lines(db, table, today=today):
            pass
    while sweeping.erase_shells(db, today=today):
        pass


def years(day: date, n: int) -> date:
    try:
        return day.replace(year=day.year + n)
    except ValueError:  # 29 February
        return date(day.year + n, 2, 28)


@dataclass
class Fact:
    """One entry, as the model knows it."""

    purposes: tuple[str, ...]
    of: date
    day: date
    email: str


@dataclass
class Known:
    """One card, as the model knows it."""

    day: date
    relation: str = "none"
    ended: date | None = None
    permitted: bool = False
    permission_ended: date | None = None
    restricted: bool = False
    facts: dict[str, Fact] = field(default_factory=dict)

    def last(self, fact: Fact) -> date:
        return max(fact.day, *(self._last(one, fact.of) for one in fact.purposes))

    def _last(self, purpose: str, of: date) -> date:
        if purpose == "invoice":  # six years from the end of the calendar year (KPL 2:10)
            return date(of.year + 6, 12, 31)
        if purpose == "newsletter":
            return date.max if self.permitted else self.permission_ended or of
        if self.relation == "customer":
            return date.max
        return years(self.ended or of, 3 if purpose in ("care", "service") else 1)


class Retention(RuleBasedStateMachine):
    """Run with the real parts: it has to hold; with a broken one: it has to be caught."""

    sweep: Sweep = staticmethod(sweep)
    relate: Relate = staticmethod(changing.relate)
    record: Record
    path: Path

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2027, 1, 15, 12, tzinfo=UTC)
        self.cards: dict[str, Known] = {}
        self.gone: set[str] = set()
        self.n = 0
        self.engine = databases.connect(databases.sqlite_url(self.path))
        metadata.create_all(self.engine)
        self.db: Connection = self.engine.connect()
        keys.remember(self.db, KEY.public, now=self.now)

    def teardown(self) -> None:
        self.db.rollback()
        self.db.close()
        self.engine.dispose()

    @property
    def today(self) -> date:
        return self.now.date()

    def some(self, data: st.DataObject) -> str:
        """One of them by their place: ids are random, and an example has to run twice the same."""
        if not self.cards:
            self.appear()
        return [*self.cards][data.draw(st.integers(0, len(self.cards) - 1))]

    @initialize()
    def begin(self) -> None:
        self.appear()

    @rule()
    def come(self) -> None:
        if len(self.cards) < 3:
            self.appear()

    def appear(self) -> None:
        self.n += 1
        email = f"n{self.n}@example.com"
        new = New(
            group="person", values={"person.emails": email}, source="self", of=self.today, purposes=("care",)
        )
        id = changing.create(
            self.db, rows(), self.record, kind="person", news=[new], actor=ACTOR, now=self.now
        )
        known = self.cards[id] = Known(day=self.today)
        (row,) = store.entry_rows(self.db, id)
        known.facts[row["id"]] = Fact(("care",), self.today, self.today, email)

    @rule(purposes=st.sampled_from(PURPOSES), ago=st.sampled_from((0, 1, 200, 400)), data=st.data())
    def write(self, purposes: tuple[str, ...], ago: int, data: st.DataObject) -> None:
        id = self.some(data)
        self.n += 1
        email, of = f"n{self.n}@example.com", self.today - timedelta(days=ago)
        new = New(group="person", values={"person.emails": email}, source="self", of=of, purposes=purposes)
        written = changing.add(
            self.db, rows(), self.record, id, self.version(id), new, actor=ACTOR, now=self.now
        )
        self.cards[id].facts[written] = Fact(purposes, of, self.today, email)

    @rule(relation=st.sampled_from(("customer", "ended")), data=st.data())
    def relates(self, relation: str, data: st.DataObject) -> None:
        id = self.some(data)
        ended = self.today if relation == "ended" else None
        self.relate(self.db, self.record, id, self.version(id), relation, ended)
        self.cards[id].relation, self.cards[id].ended = relation, ended

    @rule(yes=st.booleans(), data=st.data())
    def permits(self, yes: bool, data: st.DataObject) -> None:
        id = self.some(data)
        known = self.cards[id]
        if known.permitted == yes:
            return
        state = "permitted" if yes else "ended"
        said = Said(channel="email", state=state, how="desk", words="Saa lähettää.")
        ledger.say(self.db, rows(), self.record, bytes(32), id, said, now=self.now)
        known.permitted = yes
        if not yes:
            known.permission_ended = self.today
            return
        for fact in known.facts.values():
            if "newsletter" not in fact.purposes:
                fact.purposes = (*fact.purposes, "newsletter")

    @rule(restricted=st.booleans(), data=st.data())
    def restricts(self, restricted: bool, data: st.DataObject) -> None:
        id = self.some(data)
        store.change_card(self.db, id, self.version(id), restricted=restricted)
        self.cards[id].restricted = restricted

    @rule(days=st.sampled_from(DAYS))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.sweep(self.db, self.today)
        for id, known in list(self.cards.items()):
            if known.restricted:
                continue
            for one in [one for one, fact in known.facts.items() if known.last(fact) < self.today]:
                del known.facts[one]
                self.gone.add(one)
            if not known.facts and not known.permitted and known.day < self.today:
                del self.cards[id]
                self.gone.add(id)
        self.is_what_the_notice_says()

    def is_what_the_notice_says(self) -> None:
        assert set(self.db.execute(select(card.c.id)).scalars()) == set(self.cards)
        there = {fact for known in self.cards.values() for fact in known.facts}
        assert set(self.db.execute(select(entry.c.id)).scalars()) == there
        assert self.gone <= set(self.db.execute(select(tombstone.c.ref)).scalars())
        for id, known in self.cards.items():
            opened = changing.opened(self.db, rows(), id)
            assert opened is not None
            assert set(opened.head.emails) == {fact.email for fact in known.facts.values()}

    def version(self, id: str) -> int:
        row = store.card_row(self.db, id)
        assert row is not None
        return int(row["version"])
