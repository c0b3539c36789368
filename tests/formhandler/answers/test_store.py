"""The documents' statements that the sending does not use."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from formhandler import janitor
from formhandler.answers import store
from tests.formhandler.answers.conftest import DAY, EXPIRES


def test_answers_are_found_by_conversation_the_oldest_first(archive):
    first, second = archive.answer(), archive.answer()
    for sealed in (first, second, replace(archive.answer(), thread="b" * 32)):
        archive.run(store.add, sealed)

    assert [one.id for one in archive.answers()] == [first.id, second.id]
    assert len(archive.run(store.of_threads, [archive.thread, "b" * 32])) == 3
    assert archive.run(store.of_threads, []) == []


def test_more_conversations_than_one_question_holds_are_asked_for_in_parts(archive):
    archive.run(store.add, archive.answer())
    many = [f"{number:032x}" for number in range(store.MOST)]

    assert len(archive.run(store.of_threads, [*many, archive.thread])) == 1


def test_a_template_keeps_its_place_when_it_is_changed(archive):
    kept = replace(archive.answer(), kind=store.TEMPLATE, thread=None, expires_on=date.max)
    archive.run(store.add, kept)

    assert archive.run(store.replace, replace(kept, envelope=b"x" * 2000)) is True

    [found] = archive.run(store.templates)
    assert (found.id, found.day, found.envelope) == (kept.id, DAY, b"x" * 2000)


def test_a_document_is_not_replaced_or_removed_as_another_kind(archive):
    kept = archive.answer()
    archive.run(store.add, kept)

    assert archive.run(store.remove, kept.id, store.TEMPLATE) is False
    assert archive.run(store.one, kept.id, store.DRAFT) is None
    assert archive.run(store.replace, replace(kept, kind=store.TEMPLATE, thread=None)) is False
    assert archive.run(store.remove, kept.id, store.ANSWER) is True


@pytest.mark.parametrize(("days_past", "kept"), [(0, 1), (1, 0)])
def test_an_answer_stays_for_its_whole_last_day(archive, engine, days_past, kept):
    archive.run(store.add, archive.answer())
    noon = datetime(EXPIRES.year, EXPIRES.month, EXPIRES.day, 12, tzinfo=UTC)

    janitor.sweep(archive.writer, engine, key=bytes(32), now=noon + timedelta(days=days_past))

    assert len(archive.answers()) == kept
