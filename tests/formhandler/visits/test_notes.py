"""Notes beside the figures: written by staff, marked in the chart, taken away again."""

import re
from html import unescape

import pytest
from sqlalchemy import insert, select

from formhandler.schema import count_note
from tests.formhandler.owner.desk import desk
from tests.formhandler.visits.seen import PATH, day, month

NOTE = f"{PATH}/merkinta"


def kept(app):
    with app.extensions["engine"].connect() as db:
        return [
            tuple(row) for row in db.execute(select(count_note.c.day, count_note.c.kind, count_note.c.body))
        ]


def listed(page):
    return [
        (int(number), unescape(text).strip())
        for number, text in re.findall(r'<li id="note-(\d+)".*?</time> <span>(.*?)</span>', page, re.DOTALL)
    ]


@pytest.fixture
def staff(counting_app):
    month(counting_app)
    return desk(counting_app, "staff")


def test_a_note_is_kept_and_marked_in_the_chart_and_its_table(counting_app, staff):
    answer = staff.post(f"{NOTE}?jakso=7", day=str(day(2)), body="  A  market ")

    assert (answer.status_code, answer.location) == (303, f"{PATH}?jakso=7#noted")
    assert kept(counting_app) == [(day(2), "own", "A market")]
    page = staff.get(f"{PATH}?jakso=7").text
    assert "The note is kept." in page
    assert listed(page) == [(1, "A market")]
    assert re.search(r'<g class="marks"><line[^>]*/><text[^>]*>1</text></g>', page)
    assert page.count('href="#note-1"') == 1


def test_the_same_note_twice_is_one(counting_app, staff):
    for _ in range(2):
        staff.post(NOTE, day=str(day(2)), body="A market")

    assert len(kept(counting_app)) == 1


def test_a_note_that_cannot_be_kept_comes_back_as_it_was_typed(counting_app, staff):
    for fields, why in (
        ({"day": ""}, "Choose a day."),
        ({"day": "soon"}, "Choose a day."),
        ({"day": "2999-01-01"}, "This day has not come yet."),
        ({"day": "2001-01-01"}, "No figures are kept of this day."),
        ({"body": "  "}, "Write what happened."),
        ({"body": "x" * 201}, "A note takes 200 characters at most; this has 201."),
        ({"body": "a\u200bb"}, "There is a character in the note that cannot be shown."),
    ):
        typed = {"day": str(day(2)), "body": "A market", **fields}
        answer = staff.post(NOTE, **typed)

        assert answer.status_code == 422, why
        assert why in unescape(answer.text)
        said = unescape(re.search(r'id="body"[^>]* value="([^"]*)"', answer.text)[1])
        assert said == " ".join(typed["body"].split())
    assert kept(counting_app) == []


def test_the_longest_note_fits(counting_app, staff):
    staff.post(NOTE, day=str(day(2)), body="x" * 200)

    assert kept(counting_app) == [(day(2), "own", "x" * 200)]


def test_a_sixth_note_of_a_day_is_refused_and_not_lost(counting_app, staff):
    for n in range(5):
        staff.post(NOTE, day=str(day(2)), body=f"note {n}")

    answer = staff.post(NOTE, day=str(day(2)), body="one more")

    assert answer.status_code == 409
    assert 'value="one more"' in answer.text
    assert len(kept(counting_app)) == 5


def test_a_note_is_removed_and_offered_back(counting_app, staff):
    staff.post(NOTE, day=str(day(2)), body="A market")
    page = staff.get(PATH).text

    staff.post(f"{NOTE}/poisto", id=re.search(r'name="id" value="(\d+)"', page)[1])
    assert kept(counting_app) == []
    page = staff.get(PATH).text
    fields = dict(re.findall(r'<input type="hidden" name="(day|body)" value="([^"]*)">', page))
    staff.post(NOTE, **fields)

    assert "The note is removed." in page
    assert kept(counting_app) == [(day(2), "own", "A market")]


def test_what_is_no_number_of_a_note_is_not_found(staff):
    for id in ("", "x", "-1", "9" * 30, "٣"):
        assert staff.post(f"{NOTE}/poisto", id=id).status_code == 404, id


def test_what_the_program_noted_is_shown_and_cannot_be_removed(counting_app, staff):
    with counting_app.extensions["engine"].begin() as db:
        for body in ("1", "2"):
            db.execute(insert(count_note).values(day=day(1), kind="published", body=body))
        db.execute(insert(count_note).values(day=day(3), kind="imported", body="GoatCounter <x>"))

    page = staff.get(PATH).text
    for id in range(1, 4):
        staff.post(f"{NOTE}/poisto", id=str(id))

    assert listed(page) == [
        (1, "Figures of another program: GoatCounter <x>"),
        (2, "The site was published 2 times"),
    ]
    assert "/poisto" not in page
    assert len(kept(counting_app)) == 3


def test_of_many_notes_the_earlier_ones_are_folded_away(counting_app, staff):
    with counting_app.extensions["engine"].begin() as db:
        for n in range(15):
            db.execute(insert(count_note).values(day=day(20 - n), kind="own", body=f"note {n}"))

    page = staff.get(PATH).text

    folded = re.search(r"<summary>3 earlier notes</summary>(.*?)</details>", page, re.DOTALL)[1]
    assert listed(folded) == [(1, "note 0"), (2, "note 1"), (3, "note 2")]
    assert [number for number, _ in listed(page)] == list(range(1, 16))


def test_a_reader_sees_notes_and_writes_none(counting_app, staff):
    staff.post(NOTE, day=str(day(2)), body="A market")
    reader = desk(counting_app, "reader")

    page = reader.get(PATH).text

    assert listed(page) == [(1, "A market")]
    assert "Write a note" not in page
    assert reader.post(NOTE, day=str(day(2)), body="x").status_code == 403
    assert reader.post(f"{NOTE}/poisto", id="1").status_code == 403


def test_a_note_waits_in_the_form_while_nothing_can_be_written(counting_app, staff):
    token = staff.token
    counting_app.extensions["writer"].close()

    answer = staff.post(NOTE, csrf_token=token, day=str(day(2)), body="A market")

    assert answer.status_code == 503
    assert 'value="A market"' in answer.text


def test_a_note_without_the_token_is_refused(counting_app, staff):
    assert staff.post(NOTE, csrf_token="", day=str(day(2)), body="x").status_code == 403
    assert kept(counting_app) == []
