"""Rows of a file become cards: whole or not at all, once, and without a permission."""

import io
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, insert, select

from formhandler.exchange import csvfile, importing, mapping
from formhandler.exchange.importing import Desk, Otherwise, TakenBefore
from formhandler.exchange.judging import Held
from formhandler.permissions import channels, ledger
from formhandler.permissions.ledger import Said
from formhandler.register import changing, store
from formhandler.register.checking import Problem
from formhandler.schema import card, entry, permission, suppression
from formhandler.vault import keys
from tests.formhandler.register import made
from tests.formhandler.register.made import ACTOR, NOW, TODAY

HEADER = "Nimi;Sähköposti;Puhelin"
CODE = "131052-308T"
KEY = bytes(32)


@pytest.fixture
def desk(writer, engine, record):
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=NOW))
    return Desk(
        writer=writer, reader=engine, rows=made.rows(), record=record, key=KEY, actor=ACTOR, now=NOW
    )  # fmt: skip


def people(n, start=0):
    return [f"Henkilö {i};h{i}@example.fi;040 {1_000_000 + i}" for i in range(start, start + n)]


class Taking:
    """An import of these lines, and what it said."""

    def __init__(self, desk, lines, *, header=HEADER, kind="person", source="self", relation="customer"):
        self.desk, self.said = desk, []
        self.raw = "\n".join((header, *lines, "")).encode()
        self.shape = csvfile.look(io.BytesIO(self.raw))
        to = mapping.targets(desk.record, kind, source)
        wanted = mapping.guessed(self.shape.header, to)
        self.plan = mapping.plan(self.shape.header, wanted, to, kind=kind, source=source, relation=relation)

    def run(self, *, overwriting=False, dry=False, moved=lambda place: None):
        return importing.take(
            self.desk, io.BytesIO(self.raw), self.shape, self.plan,
            overwriting=overwriting, dry=dry, say=self.said.append, moved=moved,
        )  # fmt: skip

    @property
    def reasons(self):
        return [(told.line, told.why) for told in self.said]


def cards(engine):
    with engine.connect() as db:
        ids = db.execute(select(card.c.id).order_by(card.c.seq)).scalars().all()
        return [changing.opened(db, made.rows(), id) for id in ids]


def counted(engine, table):
    with engine.connect() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_row_becomes_a_card_with_its_source_and_actor(desk, engine):
    tally = Taking(desk, ["Maija Mäkelä;Maija@Example.fi;040 123 4567"]).run()

    (one,) = cards(engine)
    assert (tally.taken, one.name, one.relation) == (1, "Maija Mäkelä", "customer")
    assert (one.head.emails, one.head.phones) == (("Maija@example.fi",), ("+358401234567",))
    assert [(entry.source, entry.actor, entry.of) for entry in one.entries] == [("self", ACTOR, TODAY)]


def test_many_are_written_as_one_is(desk, engine, record):
    values = {"person.name": "Maija", "person.emails": "maija@example.fi"}
    new = made.person(values)
    id = desk.writer.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="person", news=[new], actor=ACTOR, now=NOW, relation="customer"
        )
    )
    many = {changing.new_id(): [new]}
    desk.writer.submit(
        lambda db: changing.create_many(
            db, made.rows(), record, kind="person", cards=many, actor=ACTOR, now=NOW, relation="customer"
        )
    )

    one, other = cards(engine)
    assert one.id == id
    same = {"id": "", "seq": 0, "version": 0, "entries": ()}
    assert replace(one, **same) == replace(other, **same)
    row = {"id": "", "seq": 0, "card": ""}
    assert [replace(it, **row) for it in one.entries] == [replace(it, **row) for it in other.entries]


def faulty(i):
    """Six kinds of faults, by turns."""
    good = f"Henkilö {i};h{i}@example.fi;040 {1_000_000 + i}"
    return [
        (f"Henkilö {i};no address;", Problem.EMAIL),
        (f"Henkilö {i};;twelve", Problem.PHONE),
        (f"Henkilö {i};h{i}@example.fi", csvfile.Why.FEWER),
        (f"{good};x", csvfile.Why.MORE),
        (f"Henkilö {CODE};;", Problem.HETU),
        (f"{'x' * 400};;", Problem.TOO_LONG),
    ][i % 6]


def test_of_a_thousand_rows_each_of_the_37_faulty_ones_is_named(desk, engine):
    lines = people(1000)
    wrong = {27 * k + 5: faulty(k) for k in range(37)}
    for place, (line, _) in wrong.items():
        lines[place] = line
    taking = Taking(desk, lines)

    tally = taking.run()

    assert taking.reasons == [(place + 2, why) for place, (_, why) in sorted(wrong.items())]
    assert (tally.read, tally.taken, tally.refused) == (1000, 963, 37)
    assert counted(engine, card) == counted(engine, entry) == 963
    assert not any(word in repr(taking.said) for word in (CODE, "no address", "twelve"))


def test_a_row_with_two_faults_has_both_named_and_nothing_of_it_is_kept(desk, engine):
    taking = Taking(desk, ["Maija;no address;twelve"])

    assert taking.run().refused == 1
    assert taking.reasons == [(2, Problem.EMAIL), (2, Problem.PHONE)]
    assert counted(engine, card) == 0


def test_a_code_in_a_column_that_is_not_mapped_refuses_the_row_all_the_same(desk, engine):
    taking = Taking(desk, [f"Maija;{CODE}"], header="Nimi;Muistiinpano")

    assert taking.run().refused == 1
    assert taking.reasons == [(2, Problem.HETU)]


def test_a_dry_run_says_the_same_and_writes_nothing(desk, engine):
    taking = Taking(desk, [*people(3), "Maija;no address;", people(1)[0]])

    dry = taking.run(dry=True)
    said = [*taking.said]

    assert counted(engine, card) == 0
    assert taking.run() == dry
    assert taking.said == said * 2


@pytest.mark.parametrize("row", ["Toinen;H0@EXAMPLE.FI;", "Toinen;;+358 40 1000000"])
def test_who_has_a_card_is_reported_and_left_aside(desk, engine, row):
    Taking(desk, people(1)).run()
    taking = Taking(desk, [row, row])

    assert taking.run().known == 2
    assert taking.reasons == [(2, Held.KNOWN), (3, Held.KNOWN)]
    assert [one.name for one in cards(engine)] == ["Henkilö 0"]


def test_two_rows_of_one_file_that_are_alike_make_one_card(desk, engine):
    taking = Taking(desk, [people(1)[0], "Sama;h0@example.fi;"])

    assert taking.run().taken == 1
    assert taking.reasons == [(3, Held.KNOWN)]


def test_a_company_is_known_by_its_business_id(desk, engine):
    company = {"header": "Yritys;Y-tunnus", "kind": "organisation", "source": "self"}
    source = next(one.id for one in desk.record.sources if one.enabled and "organisation" in one.groups)
    company["source"] = source
    Taking(desk, ["Esimerkki Oy;1572860-0"], **company).run()
    taking = Taking(desk, ["Sama Oy;15728600", "Muu Oy;0112038-9", "Väärä Oy;1234567-8"], **company)

    tally = taking.run()

    assert (tally.taken, tally.known, tally.refused) == (1, 1, 1)
    assert taking.reasons == [(2, Held.KNOWN), (4, Problem.BUSINESS_ID)]


def test_overwriting_corrects_the_card_and_keeps_what_the_row_leaves_open(desk, engine):
    Taking(desk, ["Maija Mäkelä;maija@example.fi;0401234567"]).run()
    taking = Taking(desk, ["Maija Virtanen;maija@example.fi;"])

    assert taking.run(overwriting=True).corrected == 1
    (one,) = cards(engine)
    assert (one.name, one.head.phones) == ("Maija Virtanen", ("+358401234567",))
    assert [entry.current for entry in one.entries] == [False, True]


def test_overwriting_with_the_same_changes_nothing(desk, engine):
    Taking(desk, people(2)).run()
    before = cards(engine)

    assert Taking(desk, people(2)).run(overwriting=True).same == 2
    assert cards(engine) == before


def test_a_row_that_is_of_two_cards_is_left_aside_even_to_overwrite(desk, engine):
    Taking(desk, people(2)).run()
    taking = Taking(desk, ["Kuka;h0@example.fi;040 1000001"])

    assert taking.run(overwriting=True).known == 1
    assert taking.reasons == [(2, Held.SEVERAL)]


def test_a_restricted_card_is_not_overwritten(desk, engine):
    Taking(desk, people(1)).run()
    desk.writer.submit(lambda db: db.execute(card.update().values(restricted=True)))
    taking = Taking(desk, ["Uusi nimi;h0@example.fi;"])

    assert taking.run(overwriting=True).known == 1
    assert taking.reasons == [(2, Held.RESTRICTED)]
    assert [one.name for one in cards(engine)] == ["Henkilö 0"]


@pytest.mark.parametrize("overwriting", [False, True])
def test_no_import_permits_anything_or_lifts_a_prohibition(desk, engine, overwriting):
    Taking(desk, people(1)).run()
    hash = bytes(range(32))
    desk.writer.submit(
        lambda db: db.execute(insert(suppression).values(hash=hash, channel="email", day=TODAY))
    )

    Taking(desk, ["Uusi nimi;h0@example.fi;", *people(3, 1)]).run(overwriting=overwriting)

    assert counted(engine, permission) == 0
    with engine.connect() as db:
        assert db.execute(select(suppression.c.hash)).scalars().all() == [hash]


def test_an_address_that_a_file_brings_onto_the_card_of_who_said_no_is_forbidden_too(desk, engine, record):
    Taking(desk, people(1)).run()
    (one,) = cards(engine)
    said = Said(channel="email", state="prohibited", how="phone", actor=ACTOR)
    desk.writer.submit(lambda db: ledger.say(db, desk.rows, record, KEY, one.id, said, now=NOW))

    Taking(desk, ["Henkilö 0;uusi@example.fi;040 1000000"]).run(overwriting=True)

    assert cards(engine)[0].head.emails == ("uusi@example.fi",)
    with engine.connect() as db:
        found = set(db.execute(select(suppression.c.hash)).scalars())
    assert found == {
        channels.suppression(KEY, "email", mail) for mail in ("h0@example.fi", "uusi@example.fi")
    }


def test_who_did_not_tell_us_themselves_is_to_be_informed_within_a_month(desk, engine):
    trade = {"header": "Yritys;Y-tunnus", "kind": "organisation", "source": "trade_register"}
    Taking(desk, ["Esimerkki Oy;1572860-0"], **trade).run()
    Taking(desk, people(1)).run()

    assert [one.inform_by for one in cards(engine)] == [date(2026, 12, 10), None]


def test_overwriting_from_such_a_source_begins_the_clock_too(desk, engine, record):
    facts = {"organisation.name": "Esimerkki Oy", "organisation.business_id": "1572860-0"}
    new = replace(made.person(facts), group="organisation")
    desk.writer.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="organisation", news=[new], actor=ACTOR, now=NOW
        )
    )
    trade = {"header": "Yritys;Y-tunnus", "kind": "organisation", "source": "trade_register"}

    Taking(desk, ["Toinen Oy;1572860-0"], **trade).run(overwriting=True)

    assert [(one.name, one.inform_by) for one in cards(engine)] == [("Toinen Oy", date(2026, 12, 10))]


class Cut(Exception):
    """The process ends here."""


def test_what_was_cut_off_goes_on_where_it_was_and_nobody_comes_twice(desk, engine):
    lines = [*people(1200), "Maija;no address;"]

    def cut(place):
        if counted(engine, card) == 1000:
            raise Cut

    with pytest.raises(Cut):
        Taking(desk, lines).run(moved=cut)
    again = Taking(desk, lines)
    tally = again.run()

    assert (tally.read, tally.taken, tally.known, tally.refused) == (1201, 1200, 0, 1)
    assert again.reasons == [(1202, Problem.EMAIL)]
    assert counted(engine, card) == 1200


def test_a_batch_that_breaks_leaves_neither_its_cards_nor_its_progress(desk, engine, record):
    lines = people(1200)

    def lose(place):
        if counted(engine, card) == 500:
            desk.writer.close()

    with pytest.raises(Exception, match="closed"):
        Taking(desk, lines).run(moved=lose)

    assert counted(engine, card) == 500


def test_a_finished_file_is_not_taken_twice(desk, engine):
    Taking(desk, people(3)).run()

    with pytest.raises(TakenBefore) as raised:
        Taking(desk, people(3)).run()

    assert raised.value.day == TODAY
    assert counted(engine, card) == 3


def test_the_rest_of_a_file_comes_as_its_beginning_did(desk, engine):
    def cut(place):
        raise Cut

    with pytest.raises(Cut):
        Taking(desk, people(600)).run(moved=cut)
    with pytest.raises(Otherwise):
        Taking(desk, people(600), relation="none").run()


def test_nothing_of_a_row_lies_in_the_database_in_clear(desk, engine):
    Taking(desk, people(1)).run()
    with engine.connect() as db:
        raw = repr([*db.execute(select(card)), *db.execute(select(entry))])

    assert not any(word in raw for word in ("Henkilö", "h0@example.fi", "401000000", ACTOR))


def test_a_merged_card_is_nobodys(desk, engine):
    Taking(desk, people(2)).run()
    first, second = cards(engine)
    desk.writer.submit(lambda db: store.change_card(db, first.id, first.version, merged_into=second.id))

    assert Taking(desk, ["Uusi;h0@example.fi;"]).run().taken == 1
