"""Whatever is on a card, an erasure leaves what a law keeps and nothing else, also after a restore."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from formhandler.backups import replaying
from formhandler.register import changing, clocks, store
from formhandler.schema import document, message, metadata, permission, receipt
from formhandler.vault import keys
from record.model.purpose import DUTY
from tests.formhandler.erasure import persons
from tests.formhandler.register.made import ACTOR, KEY, NOW, TODAY, rows

FACTS = st.fixed_dictionaries(
    {
        "group": st.sampled_from(
            [
                "person",
                "person",
                "invoicing",
                "invoicing",
                "bookkeeping",
                "communication",
                "relationship",
                "collection",
            ]
        ),
        "of": st.one_of(st.dates(date(2012, 1, 1), TODAY), st.dates(date(2024, 1, 1), TODAY)),
        "subset": st.integers(min_value=0, max_value=63),
        "message": st.booleans(),
        "then": st.sampled_from(["stays", "corrected", "taken away"]),
    }
)
SAYINGS = st.tuples(st.sampled_from(["email", "post", "phone"]), st.sampled_from(["permitted", "prohibited"]))
PEOPLE = st.fixed_dictionaries(
    {
        "facts": st.lists(FACTS, max_size=5),
        "twin": st.one_of(st.none(), st.lists(FACTS, max_size=3)),
        "relation": st.sampled_from([clocks.NONE, clocks.CUSTOMER]),
        "said": st.lists(SAYINGS, max_size=3),
        "backup": st.sampled_from(["first", "last"]),
    }
)
SETTINGS = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
CATCHING = settings(SETTINGS, max_examples=400, phases=(Phase.generate,))


def new(db, record, drawn):
    """The entry that *drawn* is, with some of the purposes that its group may serve."""
    may = [purpose.id for purpose in record.purposes if drawn["group"] in purpose.groups]
    some = [id for place, id in enumerate(may) if drawn["subset"] >> place & 1] or may[:1]
    reference = persons.wrote(db) if drawn["message"] else ""
    return persons.fact(drawn["group"], of=drawn["of"], purposes=some, message=reference)


def filled(db, record, facts, relation):
    """A card with *facts*, some of them corrected or taken away since."""
    id = persons.made(db, record, *(new(db, record, one) for one in facts), relation=relation)
    for place, one in enumerate(facts):
        card = changing.opened(db, rows(), id)
        if one["then"] == "corrected":
            correction = replace(
                new(db, record, {**one, "message": False}), values=card.entries[place].values
            )
            changing.correct(
                db, rows(), record, card.version, card.entries[place], correction, actor=ACTOR, now=NOW
            )
        elif one["then"] == "taken away":
            changing.take_away(db, rows(), card.version, card.entries[place])
    return id


def lawful(record, entry):
    """By the letter of the law, not by our code: a duty of the record's, by a law, that has not run out."""
    for purpose in record.purposes:
        rule = record.retention(purpose.retention)
        if (
            purpose.id in entry.purposes
            and DUTY in purpose.bases
            and rule.law
            and rule.clock == "fiscal_year.end"
        ):
            until = rule.keep.add_to(date(entry.of.year, 12, 31))
            until = date(until.year, 12, 31) if rule.round != "none" else until
            if until >= TODAY:
                yield purpose.id


def needed(record, entry, entries):
    """A person's details are kept for the accounts beside an invoice of theirs, and not without one."""
    if entry.group != "person":
        return list(lawful(record, entry))
    billed = {id for one in entries if one.group == "invoicing" for id in lawful(record, one)}
    return [id for id in lawful(record, entry) if id in billed]


def tried(record, person, erase):
    """Erase *person* beside somebody else, put a backup back, and look at what is left both times."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as db:
        keys.remember(db, KEY.public, now=NOW)
        other = filled(db, record, [], clocks.CUSTOMER)
        id = filled(db, record, person["facts"], person["relation"])
        for channel, state in person["said"]:
            persons.said(db, record, id, state, channel)
        ids = [id]
        if person["twin"] is not None:
            ids.append(filled(db, record, person["twin"], clocks.NONE))
            if person["backup"] == "last":
                persons.merge(db, record, *ids)
        backup = persons.copied(db)
        if person["twin"] is not None and person["backup"] == "first":
            persons.merge(db, record, *ids)
        entries = changing.opened(db, rows(), id).entries
        expected = {(one.id, tuple(kept)) for one in entries if (kept := needed(record, one, entries))}
        points = [] if not [e for e in entries if e.group == "person"] else [persons.EMAIL]
        newest = dict(person["said"])

        erase(db, record, id)

        left = changing.opened(db, rows(), id)
        assert {(one.id, one.purposes) for one in (left.entries if left else ())} == expected
        assert (left is None) == (not expected)
        for table in (permission, message, document, receipt):
            assert db.execute(select(table)).first() is None, table.name
        if points and newest.get("email") == "prohibited":
            assert persons.standing(db, [])["suppression"]
        assert store.card_row(db, other) is not None
        after, stones = persons.standing(db, ids), persons.since(db, backup)

        persons.put_back(db, backup)
        replaying.replay(db, stones)

        found = persons.standing(db, ids)
        assert facts_of(found) == facts_of(after)
        assert {name: found[name] for name in found if name != "cards"} == {
            name: after[name] for name in after if name != "cards"
        }
        assert store.card_row(db, other) is not None
    engine.dispose()


def facts_of(standing):
    """Every entry, whichever of the person's cards it lies on: a backup may be of before a merge."""
    return set().union(*(card[1] for card in standing["cards"].values() if card))


def test_only_what_a_law_keeps_is_left_now_and_after_a_restore(record):
    @SETTINGS
    @given(person=PEOPLE)
    def run(person):
        tried(record, person, persons.erase)

    run()


def broken(fault):
    """An erasure with one fault, as somebody might write it."""

    def erase(db, record, id):
        if fault == "keeps every purpose of what stays":
            before = {row["id"]: row["purposes"] for row in store.entry_rows(db, id)}
            persons.erase(db, record, id)
            for row in store.entry_rows(db, id):
                store.change_entry(db, row["id"], purposes=before[row["id"]])
        elif fault == "leaves no tombstones":
            persons.erase(db, record, id)
            db.execute(metadata.tables["tombstone"].delete())
        elif fault == "forgets the history":
            old = [dict(row) for row in store.entry_rows(db, id) if row["replaced_by"]]
            persons.erase(db, record, id)
            there = {row["id"] for row in store.entry_rows(db, id)}
            if store.card_row(db, id) is not None and (
                left := [row for row in old if row["id"] not in there]
            ):
                db.execute(metadata.tables["entry"].insert(), left)
        elif fault == "forgets the answers":
            kept = [dict(row) for row in db.execute(select(document)).mappings()]
            persons.erase(db, record, id)
            if kept:
                db.execute(document.insert(), kept)

    return erase


@pytest.mark.parametrize(
    "fault",
    [
        "keeps every purpose of what stays",
        "leaves no tombstones",
        "forgets the history",
        "forgets the answers",
    ],
)
def test_an_erasure_is_caught_that(record, fault):
    @CATCHING
    @given(person=PEOPLE)
    def run(person):
        tried(record, person, broken(fault))

    with pytest.raises(AssertionError):
        run()
