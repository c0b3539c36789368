"""What an answer is in its envelope, and what is none."""

import json

import pytest

from formhandler.answers.answer import Answer, Draft
from formhandler.vault.envelope import EnvelopeError, UnknownVersion
from tests.formhandler.answers.conftest import ANSWER, NOW

DRAFT = Draft(saved=NOW, subject="Otsikko", body="Kesken", quote=True, by="Olli Omistaja")


def changed(payload: bytes, **changes: object) -> bytes:
    return json.dumps({**json.loads(payload), **changes}).encode()


def test_an_answer_is_read_as_it_was_written():
    assert Answer.from_payload(ANSWER.as_payload()) == ANSWER


def test_a_draft_is_read_as_it_was_written():
    assert Draft.from_payload(DRAFT.as_payload()) == DRAFT


def test_the_quote_follows_the_answer():
    quoted = changed(ANSWER.as_payload(), quote="> Onko aikaa?")

    assert Answer.from_payload(quoted).text == "Tiistai sopii.\nTervetuloa!\n\n> Onko aikaa?"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"\xff",
        changed(ANSWER.as_payload(), via="pigeon"),
        changed(ANSWER.as_payload(), body=None),
        changed(ANSWER.as_payload(), written="2026-11-23T12:00:00"),
        DRAFT.as_payload(),
    ],
)
def test_what_is_no_answer_is_refused(payload):
    with pytest.raises(EnvelopeError, match="no answer"):
        Answer.from_payload(payload)


def test_an_answer_of_a_later_version_says_so():
    with pytest.raises(UnknownVersion, match="version 2"):
        Answer.from_payload(changed(ANSWER.as_payload(), schema=2))
