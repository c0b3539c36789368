"""
A model of the gate: people who permit, prohibit, go and come back, on a real database, beside plain sets that
say by the law who may be on a list.

The sets know nothing of the program's tables, hashes or rules; what both say has to be the same.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, delete, insert, select

from formhandler import db as databases
from formhandler.backups import log, replaying
from formhandler.permissions import gate, ledger
from formhandler.permissions.listing import Judge
from formhandler.register import changing
from formhandler.register.card import New
from formhandler.schema import metadata, tombstone
from formhandler.vault import keys
from record import Record
from tests.formhandler.permissions import made
from tests.formhandler.register.made import ACTOR, KEY, NOW, TODAY, rows

#: Few, so that the same address stands on several cards.
MAILS = ("a@example.com", "b@example.com", "c@example.com")
NUMBERS = ("+358401000001", "+358401000002")
LISTS = [("email", None), ("sms", None), ("post", None), ("email", "distance_selling"), ("post", "research")]
SAYING = ("email", "sms", "post", "distance_selling", "research")
TABLES = ("card", "entry", "permission", "suppression", "tombstone")


@dataclass
class Known:
    """Somebody, as the model knows them."""

    kind: str  # person, organisation, contact
    firm: str | None = None
    points: dict[str, list[str]] = field(default_factory=dict)  # email, sms, post → points
    restricted: bool = False
    last: dict[str, str] = field(default_factory=dict)  # channel → what they said last

    def copy(self) -> "Known":
        return Known(
            self.kind, self.firm, {c: [*p] for c, p in self.points.items()}, self.restricted, {**self.last}
        )

    def says_no(self, channel: str) -> bool:
        return self.last.get(channel) in ("prohibited", "ended")

    def all_points(self, channel: str) -> list[str]:
        asked = ("email", "sms", "post") if channel in ("distance_selling", "research") else (channel,)
        return [point for one in asked for point in self.points[one]]


class Gate(RuleBasedStateMachine):
    """Run with `judge` of a subclass: the real one has to hold, a broken one has to be caught."""

    judge: Judge = staticmethod(gate.judge)
    record: Record
    path: Path

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, Known] = {}
        self.forbidden: set[tuple[str, str]] = set()  # channel, point
        self.backup: tuple[dict[str, list[Any]], dict[str, Known], int] | None = None
        self.engine = databases.connect(databases.sqlite_url(self.path))
        metadata.create_all(self.engine)
        self.db: Connection = self.engine.connect()
        keys.remember(self.db, KEY.public, now=NOW)

    def teardown(self) -> None:
        self.db.rollback()
        self.db.close()
        self.engine.dispose()

    def some(self, data: st.DataObject) -> str:
        """One of them by their place: ids are random, and an example has to run twice the same."""
        return [*self.people][data.draw(st.integers(0, len(self.people) - 1))]

    @initialize(mail=st.sampled_from(MAILS))
    def begin(self, mail: str) -> None:
        self.appear("person", mail, NUMBERS[0], None)
        self.appear("organisation", mail, NUMBERS[0], None)

    @rule(
        kind=st.sampled_from(["person", "organisation"]),
        mail=st.sampled_from(MAILS),
        number=st.sampled_from(NUMBERS),
    )
    def come(self, kind: str, mail: str, number: str) -> None:
        """Also whoever was erased: as in an import of an old file."""
        if len(self.people) < 5:
            self.appear(kind, mail, number, None)

    @precondition(lambda self: any(one.kind == "organisation" for one in self.people.values()))
    @rule(mail=st.sampled_from(MAILS), data=st.data())
    def come_for_a_firm(self, mail: str, data: st.DataObject) -> None:
        firms = [id for id, one in self.people.items() if one.kind == "organisation"]
        if len(self.people) < 5:
            firm = firms[data.draw(st.integers(0, len(firms) - 1))]
            self.appear("contact", mail, NUMBERS[1], firm)

    def appear(self, kind: str, mail: str, number: str, firm: str | None) -> None:
        prefix = "organisation.contact_" if kind == "contact" else f"{kind}."
        name = f"N{len(self.people)}"
        values = {f"{prefix}name": name, f"{prefix}address": f"{mail[0].upper()}katu 1\n00100 Helsinki"}
        points = {"email": [], "sms": [], "post": [f"{name}, {mail[0].upper()}katu 1, 00100 Helsinki"]}
        if kind != "organisation":  # the example trader keeps no e-mail address or number of a firm itself
            values |= {f"{prefix}emails": mail, f"{prefix}phones": number}
            points |= {"email": [mail], "sms": [number]}
        group = {"contact": "company_contact"}.get(kind, kind)
        new = New(group=group, values=values, source="self", of=TODAY)
        id = made.create(self.db, self.record, kind, new, organisation=firm)
        self.people[id] = Known(kind, firm, points)

    @rule(channel=st.sampled_from(SAYING), data=st.data())
    def permit(self, channel: str, data: st.DataObject) -> None:
        id = self.some(data)
        made.say(self.db, self.record, id, channel, "permitted")
        self.people[id].last[channel] = "yes"
        self.forbidden -= {(channel, point) for point in self.people[id].all_points(channel)}

    @rule(channel=st.sampled_from(SAYING), data=st.data())
    def prohibit(self, channel: str, data: st.DataObject) -> None:
        id = self.some(data)
        made.say(self.db, self.record, id, channel, "prohibited", how="phone")
        self.people[id].last[channel] = "prohibited"
        self.forbidden |= {(channel, point) for point in self.people[id].all_points(channel)}

    @rule(channel=st.sampled_from(SAYING), data=st.data())
    def withdraw(self, channel: str, data: st.DataObject) -> None:
        id = self.some(data)
        if self.people[id].last.get(channel) == "yes":
            made.say(self.db, self.record, id, channel, "ended")
            self.people[id].last[channel] = "ended"

    @rule(restricted=st.booleans(), data=st.data())
    def restrict(self, restricted: bool, data: st.DataObject) -> None:
        id = self.some(data)
        card = changing.opened(self.db, rows(), id)
        assert card is not None
        changing.store.change_card(self.db, id, card.version, restricted=restricted)
        self.people[id].restricted = restricted

    @rule(mail=st.sampled_from(MAILS), data=st.data())
    def get_another_address(self, mail: str, data: st.DataObject) -> None:
        """As a form of a card writes it: what was prohibited before holds of the new address as well."""
        id = self.some(data)
        known, card = self.people[id], changing.opened(self.db, rows(), id)
        assert card is not None
        if known.kind == "organisation" or len(known.points["email"]) > 1:
            return
        column, group = (
            ("organisation.contact_emails", "company_contact")
            if known.kind == "contact"
            else ("person.emails", "person")
        )
        new = New(group=group, values={column: mail}, source="self", of=TODAY)
        changing.add(self.db, rows(), self.record, id, card.version, new, actor=ACTOR, now=NOW)
        ledger.remember(self.db, rows(), made.KEY, id, now=NOW)
        if mail not in known.points["email"]:
            known.points["email"].append(mail)
        for channel in SAYING:
            if known.last.get(channel) == "prohibited" and mail in known.all_points(channel):
                self.forbidden.add((channel, mail))

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        id = self.some(data)
        gone = [other for other, one in self.people.items() if other == id or one.firm == id]
        replaying.replay(self.db, [log.Line(TODAY, "card", id)])
        for one in gone:
            del self.people[one]
        if not self.people:
            self.appear("person", MAILS[0], NUMBERS[0], None)

    @rule()
    def back_up(self) -> None:
        tables = {
            name: [dict(row) for row in self.db.execute(select(metadata.tables[name])).mappings()]
            for name in TABLES
        }
        written = self.db.execute(select(tombstone.c.seq)).scalars().all()
        self.backup = (tables, {id: one.copy() for id, one in self.people.items()}, len(written))

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """What was said since the backup is lost but for prohibitions and erasures."""
        assert self.backup is not None
        tables, people, noted = self.backup
        since = self.db.execute(select(tombstone).order_by(tombstone.c.seq)).mappings().all()[noted:]
        lines = [log.Line(one["day"], one["what"], one["ref"]) for one in since]
        for name in ("permission", "entry", "suppression", "tombstone"):
            self.db.execute(delete(metadata.tables[name]))
        self.db.execute(delete(metadata.tables["card"]).where(metadata.tables["card"].c.kind == "contact"))
        self.db.execute(delete(metadata.tables["card"]))
        for name in TABLES:
            if tables[name]:
                self.db.execute(insert(metadata.tables[name]), tables[name])
        replaying.replay(self.db, lines)
        gone = {line.ref for line in lines if line.what == "card"}
        self.people = {
            id: one.copy() for id, one in people.items() if id not in gone and one.firm not in gone
        }
        self.backup = None
        if not self.people:
            self.appear("person", MAILS[0], NUMBERS[0], None)

    @invariant()
    def the_lists_are_what_the_law_says(self) -> None:
        for channel, use in LISTS:
            listed = made.listed(self.db, self.record, channel, use, judge=self.judge)
            found = {one.point: one.card for one in listed.recipients}
            assert found == self.lawful(channel, use), (channel, use)

    def lawful(self, channel: str, use: str | None) -> dict[str, str]:
        """Each contact point with the card by which it is reached, the oldest."""
        asked = [channel, use] if use else [channel]
        found: dict[str, str] = {}
        for id, one in self.people.items():
            firm = self.people.get(one.firm or "")
            if one.restricted or (firm and firm.restricted):
                continue
            if any(one.says_no(this) for this in asked):
                continue
            if firm and any(firm.says_no(this) for this in asked):
                continue
            if one.kind == "person" and channel in ("email", "sms") and one.last.get(channel) != "yes":
                continue
            free = [
                point
                for point in one.points[channel]
                if not any((this, point) in self.forbidden for this in asked)
            ]
            for point in free[:1]:
                found.setdefault(point, id)
        return found
