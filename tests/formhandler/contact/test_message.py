"""What the form takes, what it refuses, and in whose words it says so."""

import pytest
from werkzeug.datastructures import MultiDict

from formhandler.contact.message import Message, errors
from texts import translator

EN = translator("en")


def read(form, **fields):
    return Message.from_form(MultiDict({"body": "Hello", **fields}), form)


def test_a_plain_message_needs_nothing_but_its_text(form):
    assert errors(read(form), form, EN) == {}


def test_line_breaks_are_kept_as_line_feeds(form):
    assert read(form, body="one\r\ntwo\rthree\n").values["body"] == "one\ntwo\nthree"


@pytest.mark.parametrize("body", ["", "   ", "\r\n\t ", "\u200b\u200b", "\u2060"])
def test_an_empty_message_is_asked_for(form, body):
    assert "body" in errors(read(form, body=body), form, EN)


@pytest.mark.parametrize(("extra", "refused"), [(0, False), (1, True)])
def test_a_text_may_fill_its_field_and_no_more(form, extra, refused):
    longest = next(field.max for field in form.fields if field.id == "body")

    found = errors(read(form, body="ä" * (longest + extra)), form, EN)

    assert ("body" in found) == refused


def test_a_name_of_ten_thousand_characters_says_how_many_fit(form):
    assert "10000" in errors(read(form, name="N" * 10_000), form, EN)["name"]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\uffff"])
def test_control_characters_are_refused(form, char):
    assert "control" in errors(read(form, body=f"Hel{char}lo"), form, EN)["body"]


@pytest.mark.parametrize("char", ["\n", "\t", "ä", "🙂", "\u200d"])
def test_what_people_type_is_not_a_control_character(form, char):
    assert errors(read(form, body=f"Hel{char}lo"), form, EN) == {}


@pytest.mark.parametrize("name", ["Maija\nBcc: someone@example.fi", "Maija\rSubject: x"])
def test_a_name_cannot_smuggle_a_header(form, name):
    assert "one line" in errors(read(form, name=name), form, EN)["name"]


def test_bytes_that_were_not_utf8_are_pointed_out(form):
    assert "could not be read" in errors(read(form, body="Hyv\ufffd\ufffd"), form, EN)["body"]


@pytest.mark.parametrize("email", ["maija@example.fi", "maija.m+x@example.fi", "åsa@exämple.fi"])
def test_an_address_that_can_be_written_to_is_taken(form, email):
    assert errors(read(form, email=email), form, EN) == {}


@pytest.mark.parametrize(
    "email", ["maija", "maija@", "@example.fi", "maija@example", "a@example.fi, b@example.fi"]
)
def test_half_an_address_is_sent_back(form, email):
    assert "email" in errors(read(form, email=email), form, EN)


@pytest.mark.parametrize("phone", ["040 123 4567", "+358401234567", "(09) 123 456", "+46 70 123 45 67"])
def test_a_number_that_can_be_called_is_taken(form, phone):
    assert errors(read(form, phone=phone), form, EN) == {}


@pytest.mark.parametrize("phone", ["maija", "12", "+358" + "4" * 20])
def test_what_cannot_be_called_is_sent_back(form, phone):
    assert "phone" in errors(read(form, phone=phone), form, EN)


def test_a_field_the_record_does_not_declare_is_refused(form):
    assert "occupation" in errors(read(form, occupation="clown"), form, EN)["form"]


def test_a_field_sent_twice_is_refused(form):
    message = Message.from_form(MultiDict([("body", "one"), ("body", "two")]), form)

    assert "body" in errors(message, form, EN)["form"]


def test_only_a_ticked_box_is_a_consent(form):
    assert read(form).consents == ()
    assert read(form, consent=form.optional_consents[0]).consents == form.optional_consents[:1]


@pytest.mark.parametrize(("email", "missed"), [("", True), ("maija@example.fi", False)])
def test_a_consent_to_email_needs_an_address(form, email, missed):
    message = read(form, consent=form.optional_consents[0], email=email, phone="040 123 4567")

    assert ("email" in errors(message, form, EN)) is missed


def test_a_consent_the_form_does_not_ask_for_is_refused(form):
    message = read(form, consent="everything")

    assert message.consents == ()
    assert "everything" in errors(message, form, EN)["form"]


@pytest.mark.parametrize("lang", ["fi", "sv"])
def test_errors_speak_the_visitors_language(form, lang):
    said = errors(read(form, body=""), form, translator(lang))["body"]

    assert said != errors(read(form, body=""), form, EN)["body"]


@pytest.mark.parametrize(
    ("contact", "anonymous"), [({}, True), ({"name": "Maija"}, True), ({"phone": "040 1234567"}, False)]
)
def test_a_sender_is_anonymous_without_a_way_to_answer(form, contact, anonymous):
    assert read(form, **contact).anonymous is anonymous
