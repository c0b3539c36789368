"""A file of cards holds what may go out, and does nothing in whoever opens it."""

import csv
import io
import json
from dataclasses import replace

import pytest

from formhandler.exchange import exporting, vcard
from formhandler.register import changing
from formhandler.schema import card as cards
from formhandler.vault import keys
from tests.formhandler.register import made
from tests.formhandler.register.made import ACTOR, MAIJA, NOW

ABOUT = {"recipient": "Tilitoimisto", "purpose": "laskutus"}


@pytest.fixture
def desk(writer):
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=NOW))
    return writer


@pytest.fixture
def keep(desk, record):
    def keep(**values):
        news = [made.person({**MAIJA, **values})]
        return desk.submit(
            lambda db: changing.create(
                db, made.rows(), record, kind="person", news=news, actor=ACTOR, now=NOW
            )
        )

    return keep


def written(form, engine, record, card=None):
    with engine.connect() as db:
        opened = exporting.opened(db, made.rows(), card)
        return "".join(exporting.FORMATS[form](opened, record, ABOUT, NOW))


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_each_value_in_its_column(engine, record, keep):
    id = keep()

    (row,) = table(written("csv", engine, record))
    assert row["id"] == id
    assert {name: row[name] for name in MAIJA} == MAIJA


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://example.com")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "＝1+1", " =1"]
)
def test_no_cell_of_a_csv_is_a_formula(engine, record, keep, name):
    keep(**{"person.name": name})

    (row,) = table(written("csv", engine, record))
    assert row["person.name"] == f"'{name}"


@pytest.mark.parametrize("phones", ["+358401234567", "+358401234567\n+358501234567"])
def test_a_telephone_number_is_no_formula(engine, record, keep, phones):
    keep(**{"person.phones": phones})

    assert table(written("csv", engine, record))[0]["person.phones"] == phones


def test_json_says_its_schema_to_whom_and_what_for(engine, record, keep):
    keep(), keep()

    whole = json.loads(written("json", engine, record))
    assert (whole["schema"], whole["recipient"], whole["purpose"]) == (
        "seloste register 1", "Tilitoimisto", "laskutus",
    )  # fmt: skip
    assert [one["entries"][0]["values"] for one in whole["cards"]] == [MAIJA, MAIJA]


@pytest.mark.parametrize("form", exporting.FORMATS)
def test_what_was_corrected_and_who_is_restricted_or_merged_does_not_go_out(desk, engine, record, keep, form):
    ids = [keep(**{"person.name": name}) for name in ("Aada Aava", "Bertta Berg", "Cecilia Cederberg")]
    with engine.connect() as db:
        first = changing.opened(db, made.rows(), ids[0])
    new = replace(made.person({"person.name": "Uusi Nimi"}), values={"person.name": "Uusi Nimi"})

    def change(db):
        changing.correct(db, made.rows(), record, first.version, first.entries[0], new, actor=ACTOR, now=NOW)
        db.execute(cards.update().where(cards.c.id == ids[1]).values(restricted=True))
        db.execute(cards.update().where(cards.c.id == ids[2]).values(merged_into=ids[0]))

    desk.submit(change)

    text = written(form, engine, record)
    assert "Uusi Nimi" in text
    assert not any(name in text for name in ("Aada", "Bertta", "Cecilia"))
    with engine.connect() as db:
        assert exporting.found(db, None) == exporting.Found(number=1, restricted=1)


@pytest.mark.parametrize("form", exporting.FORMATS)
def test_a_personal_identity_code_goes_nowhere(engine, record, keep, form):
    keep(**{"person.identity_code": "131052-308T"})

    assert "131052-308T" not in written(form, engine, record)


def test_a_vcard_has_its_parts_escaped_and_its_lines_folded(engine, record, keep):
    keep(**{"person.name": "Mäkelä; Äijö, " + "ö" * 80})

    raw = written("vcard", engine, record).encode()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= vcard.FOLD for line in lines)
    whole = raw.replace(b"\r\n ", b"").decode()
    assert whole.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:")
    assert "FN:Mäkelä\\; Äijö\\, " + "ö" * 80 + "\r\n" in whole
    assert "TEL;VALUE=uri:tel:+358401234567\r\n" in whole
    assert "ADR:;;Mallikatu 1 A 2;Helsinki;;00100;\r\n" in whole
    assert whole.endswith("END:VCARD\r\n")
