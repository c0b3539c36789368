"""An import in a browser: every refused row is named, nothing lies on the disk, and the rest can follow."""

import io
import tempfile
import time
from pathlib import Path

import pytest
from flask import request
from sqlalchemy import func, select

from formhandler.exchange import importpage
from formhandler.schema import card, dossier, permission
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import HTTPS, SAME, desk
from tests.formhandler.register.paper import PREFIX, words

HEADER = "Nimi;Sähköposti;Puhelin;Huom"
CHOSEN = {"kind": "person", "source": "self", "relation": "customer"}
PAGE = f"{PREFIX}/tuonti"


@pytest.fixture
def app(tmp_path, site, record_file):
    app = ready(config(tmp_path / "var", site, record_file))
    yield app
    close(app)


@pytest.fixture
def at(app):
    return desk(app, "staff")


def people(n):
    return [f"Henkilö {i};h{i}@example.fi;040 {1_000_000 + i};" for i in range(n)]


def send(at, lines, name="asiakkaat.csv", **typed):
    raw = lines if isinstance(lines, bytes) else "\n".join((HEADER, *lines, "")).encode()
    return at.post(PAGE, **{**CHOSEN, **typed, "file": (io.BytesIO(raw), name)})


def waited(at):
    """The page once nothing runs any more."""
    until = time.monotonic() + 60
    while "http-equiv" in (page := at.get(f"{PAGE}/kulku")).text:
        assert time.monotonic() < until
        time.sleep(0.05)
    return page


def step(at, chosen=("person.name", "person.emails", "person.phones", "")):
    """Say what goes where, and wait for what would come of it."""
    answer = at.post(f"{PAGE}/sarakkeet", **{f"column-{place}": to for place, to in enumerate(chosen)})
    assert answer.status_code == 303, words(answer)
    return waited(at)


def taken(at):
    assert at.post(f"{PAGE}/kulku").status_code == 303
    return waited(at)


def cards(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(func.count()).select_from(card)).scalar_one()


def test_every_faulty_row_is_named_before_anything_is_written(app, at):
    lines = people(100)
    for place in (4, 50, 99):
        lines[place] = "Vika;ei osoite;;"
    lines[7] = "Koodi;;;131052-308T"
    assert send(at, lines).location.endswith("/tuonti/sarakkeet")
    assert "h0@example.fi" in at.get(f"{PAGE}/sarakkeet").text

    tried = step(at)

    assert cards(app) == 0
    text = words(tried)
    for line in (6, 52, 101):
        assert f"line {line}, Email addresses: this is no e-mail address" in text
    assert "line 9: there is a personal identity code in the row" in text
    assert "131052" not in tried.text
    ended = taken(at)
    assert cards(app) == 96
    assert "The import has ended." in words(ended)
    report = at.get(f"{PAGE}/raportti")
    assert len(report.text.splitlines()) == 4
    assert report.headers["Content-Disposition"].startswith("attachment")


def test_what_was_imported_has_its_source_and_no_permission(app, at):
    send(at, people(3))
    step(at)
    taken(at)

    with app.extensions["engine"].connect() as db:
        assert db.execute(select(func.count()).select_from(permission)).scalar_one() == 0
        assert set(db.execute(select(dossier.c.kind)).scalars()) == {"import", "mapping"}


def test_the_next_file_of_the_same_kind_is_mapped_as_the_last_was(at):
    send(at, people(2))
    step(at, ("person.name", "", "person.phones", "relationship.agreed"))
    at.post(f"{PAGE}/lopeta")
    send(at, people(3))
    assert 'value="relationship.agreed" selected' not in at.get(f"{PAGE}/sarakkeet").text  # it was only tried

    step(at, ("person.name", "", "person.phones", "relationship.agreed"))
    taken(at)
    at.post(f"{PAGE}/lopeta")
    send(at, people(4))
    assert 'value="relationship.agreed" selected' in at.get(f"{PAGE}/sarakkeet").text


def test_the_same_file_twice_is_taken_once(app, at):
    send(at, people(5))
    step(at)
    taken(at)
    at.post(f"{PAGE}/lopeta")
    send(at, people(5))
    step(at)

    assert "This file was imported already" in words(taken(at))
    assert cards(app) == 5


def test_vcards_become_cards_and_a_broken_one_is_named_by_its_number(app, at):
    good = "BEGIN:VCARD\nVERSION:3.0\nFN:Maija Malli\nEMAIL:maija@example.fi\nTEL:040 123 4567\nEND:VCARD\n"
    bad = "BEGIN:VCARD\nVERSION:3.0\nFN:Ei Osoite\nEMAIL:eiosoite\nEND:VCARD\n"
    endless = "BEGIN:VCARD\nFN:Loputon\n"
    send(at, (good + bad + endless).encode(), "osoitekirja.vcf")
    page = at.get(f"{PAGE}/sarakkeet").text
    offered = page.count("<select")
    chosen = ["person.name", "", "person.emails", "person.phones", *[""] * (offered - 4)]

    tried = step(at, chosen)

    text = words(tried)
    assert "card 2, Email addresses: this is no e-mail address" in text
    assert "card 3: " in text
    taken(at)
    assert cards(app) == 1


def test_a_file_that_cannot_be_taken_is_told(at):
    answer = send(at, b"")

    assert answer.status_code == 422
    assert "the file has no header" in words(answer)


def test_what_is_not_chosen_is_told_and_the_rest_stays_chosen(at):
    answer = send(at, people(1), source="", kind="organisation")

    assert answer.status_code == 422
    assert "Choose one of these." in words(answer)
    assert 'value="organisation" checked' in answer.text


def test_no_column_at_all_is_told(at):
    send(at, people(1))

    answer = at.post(f"{PAGE}/sarakkeet")

    assert answer.status_code == 422
    assert "Say of at least one column where it goes." in words(answer)


def test_a_file_that_is_too_large_is_answered_before_it_is_read(app, at):
    answer = at.client.post(
        PAGE,
        base_url=HTTPS,
        data=io.BytesIO(b"x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 * 1024**3)},
        headers=SAME,
    )

    assert answer.status_code == 413
    assert "larger than 16 MB" in words(answer)
    assert importpage.LONGEST == 16 * 1024**2


def multipart(at, raw):
    """A body as a browser sends it; the test client itself would put a long one into a file."""
    fields = {**CHOSEN, "csrf_token": at.token}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return b"".join([*parts, head, raw, b"\r\n--x--\r\n"])


def test_nothing_of_the_file_lies_anywhere_in_clear(app, at, tmp_path):
    before = set(Path(tempfile.gettempdir()).iterdir())
    raw = "\n".join((HEADER, *people(20_000), "")).encode()  # more than what servers usually hold in memory
    kind = "multipart/form-data; boundary=x"
    sent = at.client.post(PAGE, base_url=HTTPS, headers=SAME, data=multipart(at, raw), content_type=kind)
    assert sent.status_code == 303
    at.post(f"{PAGE}/sarakkeet", **{"column-0": "person.name", "column-1": "person.emails"})
    waited(at)

    assert len(raw) > 600_000
    paths = [*(tmp_path / "var").rglob("*"), *(set(Path(tempfile.gettempdir()).iterdir()) - before)]
    for path in paths:
        if path.is_file():
            assert b"h17@example.fi" not in path.read_bytes(), path


def test_a_long_file_waits_in_memory(app, at):
    raw = b"x" * 600_000
    kind = "multipart/form-data; boundary=x"
    with app.test_request_context(PAGE, method="POST", data=multipart(at, raw), content_type=kind):
        request.max_content_length = importpage.LONGEST
        assert isinstance(request.files["file"].stream, io.BytesIO)


def test_when_the_desk_is_locked_the_file_is_forgotten(app, at):
    send(at, people(5))
    at.post(f"{PREFIX}/lukitse")
    again = desk(app, "staff", name="Toinen")

    assert again.get(f"{PAGE}/sarakkeet").status_code == 303
    assert app.extensions["imports"]._of == {}


def test_a_reader_imports_and_exports_nothing(app):
    reader = desk(app, "reader")

    assert reader.get(PAGE).status_code == 403
    assert send(reader, people(1)).status_code == 403
    assert reader.get(f"{PREFIX}/vienti").status_code == 403


@pytest.mark.parametrize(
    ("form", "told"), [("csv", "h1@example.fi"), ("json", "h1@example.fi"), ("vcard", "FN:")]
)
def test_cards_go_out_with_their_recipient_written_down(app, at, form, told):
    send(at, people(3))
    step(at)
    taken(at)

    answer = at.post(f"{PREFIX}/vienti", to="Tilitoimisto Malli", why="kirjanpito", format=form)

    assert answer.status_code == 200
    assert "h1@example.fi" in answer.text
    assert "Henkilö 1" in answer.text
    with app.extensions["engine"].connect() as db:
        assert "export" in set(db.execute(select(dossier.c.kind)).scalars())


def test_nothing_goes_out_without_saying_to_whom_and_what_for(app, at):
    answer = at.post(f"{PREFIX}/vienti", to=" ", why="kirjanpito", format="csv")

    assert answer.status_code == 422
    assert "Write who gets the file." in words(answer)
    assert "kirjanpito" in answer.text
    with app.extensions["engine"].connect() as db:
        assert db.execute(select(dossier)).all() == []


def test_the_pages_are_clean_for_axe_and_as_wide_as_a_phone(at, browser):
    pages = [PAGE, f"{PREFIX}/vienti"]
    for page in pages:
        assert seen.faults(browser, at, page) == []
    send(at, [*people(3), "Vika;ei osoite;;"])
    assert seen.faults(browser, at, f"{PAGE}/sarakkeet") == []
    step(at)
    assert seen.faults(browser, at, f"{PAGE}/kulku") == []
