"""Which signs put a message in quarantine, and that no innocent one does alone."""

from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from formhandler.contact import spam
from formhandler.contact.message import Message

TODAY = date(2026, 11, 22)
CALM = {
    "decoy": False,
    "foreign": False,
    "age": timedelta(minutes=2),
    "sent": 1,
    "address": "192.0.2.7",
    "repeats": 0,
}


def verdict(form, fields=None, **around):
    message = Message.from_form(
        MultiDict({"body": "Good morning, when do you have time?", **(fields or {})}), form
    )
    found = spam.reasons(message, spam.Circumstances(**{**CALM, **around}))
    return {reason.code for reason in found}, spam.score(found) >= spam.QUARANTINE


def test_a_calm_message_has_no_sign(form):
    assert verdict(form) == (set(), False)


@pytest.mark.parametrize(
    ("around", "code"),
    [
        ({"age": timedelta(seconds=2.9)}, "hasty"),
        ({"foreign": True}, "foreign"),
        ({"repeats": 2}, "repeat"),
        ({"sent": spam.MANY + 1}, "many"),
    ],
)
def test_one_circumstance_alone_is_a_sign_and_no_sentence(form, around, code):
    assert verdict(form, **around) == ({code}, False)


@pytest.mark.parametrize(
    "around",
    [{"age": timedelta(seconds=3)}, {"repeats": 1}, {"sent": spam.MANY}],
)
def test_on_the_other_side_of_the_boundary_there_is_no_sign(form, around):
    assert verdict(form, **around) == (set(), False)


def test_the_decoy_alone_is_enough(form):
    assert verdict(form, decoy=True) == ({"decoy"}, True)


def test_one_link_is_an_innocent_thing(form):
    assert verdict(form, {"body": "See https://example.fi/room"}) == (set(), False)


def test_four_links_are_not(form):
    assert verdict(form, {"body": "https://a.example https://b.example https://c.example www.d.example"}) == (
        {"links"},
        True,
    )


def test_two_weak_signs_together_wait_in_the_inbox(form):
    assert verdict(form, age=timedelta(seconds=1), foreign=True)[1] is False


def test_this_machine_is_never_too_many(form):
    assert verdict(form, sent=spam.MANY * 10, address="127.0.0.1") == (set(), False)


@pytest.mark.parametrize("text", ["xkjwqzrtplm bvcnxzkjhgf", "aaaaaaaaa sdfghjklqwrt"])
def test_keyboard_noise_is_gibberish(text):
    assert spam.gibberish(text)


@pytest.mark.parametrize(
    "text",
    [
        "Järjestelmällistyttämättömyydelläänsäkään ei ole väliä, sanoi lentokonesuihkuturbiinimoottori.",
        "Västkustskt skärgårdsområde, realisationsvinstbeskattning och borstskaft.",
        "The twelfth strengths and rhythms of lengthy correspondence.",
        "Доброе утро, когда у вас есть время?",
        "ok",
    ],
)
def test_a_language_is_not(text):
    assert not spam.gibberish(text)


def test_the_same_words_are_counted_but_not_within_one_submission():
    repeats = spam.Repeats()

    sent = [("Hello  there", "a"), ("hello there", "a"), ("HELLO THERE\n", "b")]

    assert [repeats.add(*one, today=TODAY) for one in sent] == [0, 0, 1]


def test_a_new_day_knows_no_earlier_words():
    repeats = spam.Repeats()
    repeats.add("Hello", "a", today=TODAY)

    assert repeats.add("Hello", "b", today=TODAY + timedelta(days=1)) == 0
