"""The words in which visitors are asked: those of the record at present, and earlier ones."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formhandler.uptake.store import Text
from record import Record, asking
from record.asking import Question
from record.model.device import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page asks at present, and where."""

    where: str  # "question", "embed", "form"
    of: str  # the name of an embed's category or of the purpose of a form's box; "" of the question
    question: Question
    answered: Text | None  # None while nobody has answered to these words


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """How often the box of a form was ticked, and how many of those were withdrawn, while both are kept."""

    name: str  # of the purpose
    given: int
    withdrawn: int


def present(record: Record, answered: Sequence[Text]) -> list[Asked]:
    """Everything that is asked at present, language by language, the binding one first."""
    known = {text.hash: text for text in answered}
    return [
        Asked(where=where, of=of, question=question, answered=known.get(question.hash))
        for lang in record.languages
        for where, of, question in _questions(record, lang)
    ]


def earlier(now: Sequence[Asked], answered: Sequence[Text]) -> list[Text]:
    """The texts that were answered to and are shown no more, the newest first."""
    shown = {asked.question.hash for asked in now}
    return [text for text in answered if text.hash not in shown]


def boxes(record: Record, bodies: Sequence[str], lang: str) -> list[Boxes]:
    """The ticks in *bodies* of events, by purpose; a purpose that the record no longer has keeps its id."""
    names = {purpose.id: purpose.name[lang] for purpose in record.purposes}
    counts: Counter[tuple[str, str]] = Counter()
    for body in bodies:
        event = json.loads(body)
        counts.update((purpose, event["state"]) for purpose in event["given"] or event["refused"])
    return [
        Boxes(name=names.get(id, id), given=counts[id, "given"], withdrawn=counts[id, "withdrawn"])
        for id in sorted({id for id, _ in counts})
    ]


def _questions(record: Record, lang: str) -> Iterator[tuple[str, str, Question]]:
    if record.needs_banner:
        yield "question", "", asking.question(record, lang)
    for category in _framed(record):
        yield "embed", category.name[lang], asking.embed(record, category.id, lang)
    for form in record.forms:
        for purpose in form.optional_consents:
            yield "form", record.purpose(purpose).name[lang], asking.box(record, purpose, lang)


def _framed(record: Record) -> list[Category]:
    """The categories that wait for consent and put something of others into a page: it asks in its place."""
    framing = {host.category for host in record.hosts if "frame" in host.loads}
    return [category for category in record.categories if category.consent and category.id in framing]
