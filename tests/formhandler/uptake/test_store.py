"""What the page reads of the consent record: the words, and the boxes of forms."""

from datetime import timedelta

from formhandler.uptake import store
from tests.formhandler.consent import made


def test_the_newest_words_stand_first_and_say_when_they_were_first_answered(engine, writer):
    made.add(writer, made.event(1))
    made.add(writer, made.event(2, at=made.NOON + timedelta(days=2)))
    made.add(writer, made.boxed(3, at=made.NOON + timedelta(days=1)))

    with engine.connect() as db:
        found = store.texts(db)

    assert [(text.body, text.first, text.lang) for text in found] == [
        (made.FORM_WORDS, made.NOON + timedelta(days=1), "en"),
        (made.WORDS, made.NOON, "en"),
    ]


def test_only_the_boxes_of_forms_are_ticks(engine, writer):
    made.add(writer, made.event(1))
    made.add(writer, made.boxed(2))

    with engine.connect() as db:
        assert store.ticked(db) == [made.boxed(2).body()]
