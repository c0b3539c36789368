"""The page of templates: kept sealed, changed, deleted and taken back."""

import re

import pytest
from sqlalchemy import select, update

from formhandler.answers.template import LONGEST_NAME, LONGEST_TEXT
from formhandler.schema import document
from tests.formhandler.answers.conftest import EN
from tests.formhandler.app import shown
from tests.formhandler.owner.desk import Desk, desk

PAGE = f"{EN}/pohjat"


@pytest.fixture
def owner(app) -> Desk:
    return desk(app)


def names(owner) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', owner.get(PAGE).text)


def address(owner) -> str:
    """Of the first template's own page."""
    return re.search(rf'"({PAGE}/\w{{32}})"', owner.get(PAGE).text)[1]


def add(owner, **fields: str):
    return owner.post(
        f"{PAGE}/uusi", **{"name": "Thanks", "fi": "Kiitos {name}", "en": "Thank you", **fields}
    )


def test_four_are_offered_while_there_are_none_and_never_doubled(owner):
    assert "Take these four" in owner.get(PAGE).text

    for _ in range(2):
        owner.post(f"{PAGE}/ensimmaiset")

    assert len(names(owner)) == 4
    assert "Take these four" not in owner.get(PAGE).text


def test_a_template_is_added_and_changed_in_its_place(owner):
    add(owner)
    assert names(owner) == ["Thanks"]

    fields = shown(owner.get(address(owner)))
    assert (fields["fi"], fields["sv"], fields["en"]) == ("Kiitos {name}", "", "Thank you")
    owner.post(address(owner), **{**fields, "name": "Many thanks", "en": "", "sv": "Tack"})

    assert names(owner) == ["Many thanks"]
    fields = shown(owner.get(address(owner)))
    assert (fields["fi"], fields["sv"], fields["en"]) == ("Kiitos {name}", "Tack", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "name"),
        ({"fi": "", "en": " \n"}, "fi"),
        ({"en": "x" * (LONGEST_TEXT + 1)}, "en"),
        ({"fi": "bell\x07"}, "fi"),
    ],
)
def test_what_can_not_be_kept_comes_back_as_it_was_typed(owner, changes, field):
    answer = add(owner, **changes)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert shown(answer)[field].strip() == changes[field].strip()
    assert names(owner) == []


def test_a_deleted_template_can_be_taken_back_as_sealed_as_it_was(app, owner):
    add(owner)
    id = address(owner).rsplit("/", 1)[1]

    owner.post(f"{address(owner)}/poista")
    page = owner.get(PAGE)

    assert "was deleted" in page.text
    assert "Kiitos" not in page.text
    undo = {name: value for name, value in shown(page).items() if name in ("id", "day", "key", "envelope")}
    for _ in range(2):
        owner.post(f"{PAGE}/palauta", **undo)
    assert names(owner) == ["Thanks"]
    assert address(owner).endswith(id)


def test_what_was_no_template_is_not_taken_back(owner):
    add(owner)
    fields = {"id": "a" * 32, "day": "2026-11-23", "key": "b" * 16, "envelope": "AAAA"}

    for bad in (fields, {}, {**fields, "day": "x"}, {**fields, "envelope": "ä"}):
        assert owner.post(f"{PAGE}/palauta", **bad).status_code == 400
    assert names(owner) == ["Thanks"]


def test_a_tampered_template_is_told_and_can_be_written_anew(app, owner):
    add(owner)
    add(owner, name="Other")
    first = address(owner)
    broken = update(document).where(document.c.id == first.rsplit("/", 1)[1])
    app.extensions["writer"].submit(lambda db: db.execute(broken.values(envelope=b"SLST" + bytes(2000))))

    assert "A template that can&#39;t be opened" in owner.get(PAGE).text
    page = owner.get(first)
    assert "What you save here replaces it" in page.text
    owner.post(first, **{**shown(page), "name": "Anew", "fi": "Hei"})

    assert sorted(names(owner)) in (["Anew", "Other"], ["Anew", "Thanks"])


def test_no_word_of_a_template_lies_open_in_the_database(app, owner):
    add(owner)

    with app.extensions["reader"].connect() as db:
        row = db.execute(select(document)).one()
    assert (row.kind, row.thread, row.expires_on.isoformat()) == ("template", None, "9999-12-31")
    assert b"Kiitos" not in row.envelope


def test_there_is_no_page_for_a_template_that_is_not_there(owner):
    assert owner.get(f"{PAGE}/{'a' * 32}").status_code == 404
