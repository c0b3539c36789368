"""`flask register import` and `export`, as the owner types them."""

import json

import pytest
from sqlalchemy import select

from formhandler.exchange import store
from formhandler.schema import card, dossier
from formhandler.vault import slots
from formhandler.vault.keys import load_public
from formhandler.vault.rows import Rows
from tests.formhandler.app import owner

FILE = "Sukunimi;Etunimi;Sähköposti;Lempiväri\nMäkelä;Äijö;aijo@example.fi;sininen\nVirtanen;Sari;wrong;x\n"
IMPORT = ("register", "import", "--kind", "person", "--source", "self")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(FILE, "cp1252")
    return path


def run(app, *args):
    result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
    return result.exit_code, result.output


def kept(app, kind):
    """What the dossier holds of *kind*, opened."""
    data = app.extensions["config"].data
    rows = Rows(slots.unlock_managed(data).keyring, to=load_public(data).key_id)
    with app.extensions["engine"].connect() as db:
        found = db.execute(select(dossier).where(dossier.c.kind == kind)).mappings().all()
    return [rows.open(one["key_id"], "dossier", one["id"], one["sealed"]) for one in found]


def cards(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(card.c.id)).scalars().all()


def test_a_file_is_imported_and_each_row_that_is_not_taken_is_named_in_the_report(app, file, tmp_path):
    report = tmp_path / "report.txt"

    said = owner(app, *IMPORT, str(file), "--report", str(report))

    assert "Rows 2: new cards 1, corrected 0, left aside 0, faulty 1." in said
    assert "Left out: Lempiväri." in said
    assert report.read_text("utf-8") == "line 3, Email addresses: this is no e-mail address\n"
    assert report.stat().st_mode & 0o777 == 0o600
    assert len(cards(app)) == 1


def test_a_dry_run_writes_nothing_and_leaves_the_file_to_be_taken(app, file):
    said = owner(app, *IMPORT, str(file), "--dry-run")

    assert "Nothing was written. Rows 2: new cards 1" in said
    assert cards(app) == [] == kept(app, store.IMPORT) == kept(app, store.MAPPING)
    owner(app, *IMPORT, str(file))
    assert len(cards(app)) == 1


def test_a_file_is_not_taken_twice(app, file):
    owner(app, *IMPORT, str(file))

    code, said = run(app, *IMPORT, file)

    assert code == 1
    assert "imported already" in said


def test_a_mapping_is_remembered_for_the_next_file_with_this_header(app, tmp_path):
    for name, args in (("1", ("--map", "Kuka=person.name", "--map", "Missä=person.emails")), ("2", ())):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"Kuka,Missä\nMaija {name},maija{name}@example.fi\n", "utf-8")
        assert "new cards 1" in owner(app, *IMPORT, str(path), *args)

    (mapping,) = kept(app, store.MAPPING)
    assert mapping["columns"] == [["Kuka", "person.name"], ["Missä", "person.emails"]]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--map", "Nimi=person.name"), "has no column “Nimi”. It has: Sukunimi"),
        (("--map", "Lempiväri=person.colour"), "“person.colour” cannot be stored"),
        (("--map", "Lempiväri"), "--map wants HEADER=COLUMN"),
        (("--map", "Etunimi=person.name", "--map", "Etunimi=person.emails"), "mapped twice"),
        (("--source", "moon"), "no source “moon” for such cards. It has: self"),
    ],
)
def test_what_cannot_be_is_told_with_what_can_and_no_report_is_left(app, file, tmp_path, args, said):
    report = tmp_path / "report.txt"

    code, output = run(app, *IMPORT, file, "--report", report, *args)

    assert code == 1
    assert said in output
    assert cards(app) == []
    assert not report.exists()


@pytest.mark.parametrize("raw", ["", "131052-308T\nx\n", "Hetu\n131052-308T\n"])
def test_a_file_that_is_none_is_refused_without_its_content(app, tmp_path, raw):
    path = tmp_path / "odd.csv"
    path.write_text(raw)

    code, said = run(app, *IMPORT, path)

    assert code == 1
    assert "131052" not in said


def test_a_report_never_goes_over_another_file(app, file, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("mine")

    code, _ = run(app, *IMPORT, file, "--report", report)

    assert code == 1
    assert report.read_text() == "mine"
    assert cards(app) == []


def test_an_export_is_noted_with_recipient_and_purpose_and_only_its_owner_reads_it(app, file, tmp_path):
    owner(app, *IMPORT, str(file))
    out = tmp_path / "out.json"

    said = owner(
        app, "register", "export", str(out), "--format", "json", "--to", "Tilitoimisto", "--for", "laskutus"
    )

    assert "Wrote 1 cards" in said
    (one,) = json.loads(out.read_text("utf-8"))["cards"]
    assert one["entries"][0]["values"]["person.name"] == "Äijö Mäkelä"
    assert out.stat().st_mode & 0o777 == 0o600
    (noted,) = kept(app, store.EXPORT)
    assert (noted["recipient"], noted["purpose"], noted["cards"]) == ("Tilitoimisto", "laskutus", 1)


def test_an_export_never_goes_over_another_file_and_is_not_noted_then(app, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("mine")

    code, _ = run(app, "register", "export", out, "--to", "x", "--for", "y")

    assert code == 1
    assert out.read_text() == "mine"
    assert kept(app, store.EXPORT) == []


@pytest.mark.parametrize("args", [("--card", "0" * 32), ("--to", " ")])
def test_an_export_that_fails_leaves_no_file(app, tmp_path, args):
    out = tmp_path / "out.csv"

    code, _ = run(app, "register", "export", out, "--to", "x", "--for", "y", *args)

    assert code == 1
    assert not out.exists()
