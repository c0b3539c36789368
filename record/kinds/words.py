"""Words in every language of the record, and questions that wait for the owner."""

from __future__ import annotations

from typing import TypeVar

from record.errors import Unfit
from record.kinds.plain import matching, read_string
from record.table import Found, Kind, Table, shown
from record.text import Gap, Text, Unstated

T = TypeVar("T")

_sentence = Kind(read_string, "", "the words")
_path = matching(r"/([a-z0-9-]+/)*", "a path on this site with a slash at both ends, such as /sv/kontakt/")


def _in_every_language(found: Found, kind: Kind[str]) -> Text:
    """One string of *kind* in each language of the record, and in no other."""
    if not isinstance(found.raw, dict) or found.question is not None:
        raise Unfit(f"is {shown(found.raw)}")
    languages = found.reading.languages
    if not languages:  # they could not be read, which is said where they stand
        return Text({})
    table = Table(found, serves="gdpr-12-1")
    words = {language: table.need(language, kind) for language in languages}
    table.close()
    return Text(words)


def _text(found: Found) -> Text:
    return found.reading.say(found.place, _in_every_language(found, _sentence))


def _same_or_text(found: Found) -> Text:
    """One string stands for every language."""
    if isinstance(found.raw, str):
        return Text.same(read_string(found), found.reading.languages)
    return _in_every_language(found, _sentence)


def _name(found: Found) -> Text:
    return found.reading.say(found.place, _same_or_text(found))


def or_ask(kind: Kind[T]) -> Kind[T | Unstated]:
    """*kind*, or ``{ ask = … }``: a question to the owner, in one string or in every language."""

    def parse(found: Found) -> T | Unstated:
        if found.question is None:
            return kind.parse(found)
        question = found.item(found.question, ".ask").read(_question)
        found.reading.gaps.append(Gap(found.place, question))
        return Unstated(question)

    return Kind(parse, kind.blank, kind.expects)


_question = Kind(_same_or_text, Text({}), "the question to the owner, in one string or in every language")
text = Kind(_text, Text({}), "the words in every language of the record, { fi = …, sv = … }")
name = Kind(_name, Text({}), "a name, in one string or in every language")
paths = Kind(
    lambda found: _in_every_language(found, _path),
    Text({}),
    'a path in every language, { fi = "/yhteys/", sv = … }',
)
