"""The writing form, before anything of it is believed."""

from dataclasses import replace

import pytest

from formhandler.answers.store import Newest
from formhandler.answers.writing import LONGEST, LONGEST_SUBJECT, Writing
from texts import translator

T = translator("en")
WRITTEN = Writing(submission="a" * 32, seen=Newest(0, 1), subject="Re", body="Tuesday is fine.")


def test_what_can_be_sent_has_no_errors():
    assert WRITTEN.errors(T) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": " \n\u200b"}, "body"),
        ({"body": "x" * (LONGEST + 1)}, "body"),
        ({"body": "bell\x07"}, "body"),
        ({"subject": " "}, "subject"),
        ({"subject": "Re\nBcc: everybody@example.com"}, "subject"),
        ({"subject": "x" * (LONGEST_SUBJECT + 1)}, "subject"),
    ],
)
def test_what_can_not_be_sent_is_told_at_its_field(changes, field):
    assert list(replace(WRITTEN, **changes).errors(T)) == [field]


def test_the_longest_answer_fits():
    assert replace(WRITTEN, body="x" * LONGEST).errors(T) == {}


def test_the_same_form_twice_is_one_answer_and_with_other_words_another():
    id = WRITTEN.document_id("t", "mail")

    assert replace(WRITTEN, template="b", notify=False, anyway=True).document_id("t", "mail") == id
    others = [
        replace(WRITTEN, body="Friday is fine.").document_id("t", "mail"),
        replace(WRITTEN, submission="b" * 32).document_id("t", "mail"),
        WRITTEN.document_id("t", "receipt"),
        WRITTEN.document_id("u", "mail"),
    ]
    assert len({id, *others}) == 5


def test_a_template_goes_after_what_is_written():
    assert WRITTEN.with_text("Hello").body == "Tuesday is fine.\n\nHello"
    assert replace(WRITTEN, body="").with_text("Hello").body == "Hello"


@pytest.mark.parametrize("sent", ["", "x" * 32, "A" * 32, "a" * 31])
def test_a_form_without_an_id_of_its_own_gets_one(sent):
    assert Writing.from_form({"submission": sent}).submission not in ("", sent)


@pytest.mark.parametrize("number", ["", "-1", "x", "٣", "9" * 40])
def test_what_is_no_number_counts_as_nothing_seen(number):
    assert Writing.from_form({"seen_answer": number, "seen_message": number}).seen == Newest(0, 0)


def test_line_breaks_are_kept_as_one_character():
    assert Writing.from_form({"body": "a\r\nb\rc\n"}).body == "a\nb\nc"
