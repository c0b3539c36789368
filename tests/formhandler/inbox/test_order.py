"""A conversation reads in the order of time, also where something in it does not open."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from formhandler.inbox.message import in_order


@dataclass(frozen=True)
class Said:
    """As much of a message or an answer as its place depends on."""

    words: str
    at: datetime | None


def said(words, minute):
    return Said(words, None if minute is None else datetime(2026, 11, 22, 12, minute, tzinfo=UTC))


@pytest.mark.parametrize(
    ("questions", "answers", "order"),
    [
        ([("q1", 1), ("q2", 3)], [("a1", 2), ("a2", 4)], ["q1", "a1", "q2", "a2"]),
        ([("q1", 1), ("q2", 3)], [("a1", None), ("a2", 4)], ["q1", "a1", "q2", "a2"]),  # a1 does not open
        ([("q1", None), ("q2", 3)], [("a1", 2)], ["q1", "a1", "q2"]),
        ([("q1", 5), ("q2", 3)], [("a1", 6)], ["q1", "q2", "a1"]),  # a clock that was set back
        ([("q1", 1)], [("a1", 1)], ["q1", "a1"]),
        ([("q1", 1)], [], ["q1"]),
    ],
)
def test_questions_and_answers_stand_as_they_were_said(questions, answers, order):
    found = in_order([said(*one) for one in questions], [said(*one) for one in answers])

    assert [one.words for one in found] == order
