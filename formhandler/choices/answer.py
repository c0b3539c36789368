"""What a visitor answered, read from the posted form to the letter; and the event that it makes."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from werkzeug.datastructures import MultiDict

from formhandler import clock
from formhandler.consent.event import Event, chosen
from record import Record, asking
from record.asking import Question

BANNER, PAGE, EMBED = "banner", "page", "embed"  # the surfaces on which the question stands
ALL, NONE, CHOSEN, WITHDRAW = "all", "none", "chosen", "withdraw"
COUNTING = "counting"

#: What may be answered on each surface: an embed asks for itself alone.
ANSWERS = {
    BANNER: (ALL, NONE, CHOSEN, WITHDRAW),
    PAGE: (ALL, NONE, CHOSEN, WITHDRAW),
    EMBED: (ALL, CHOSEN),
}
FIELDS = ("text", "surface", "answer", "allow", "object", "once", "next")

_ONCE = re.compile(r"[A-Za-z0-9_-]{22,64}")

#: What is asked now: (language, surface) → the questions there, by their hash.
Asked = Mapping[tuple[str, str], Mapping[str, Question]]


class Unfit(ValueError):
    """The form has what no page of ours sends: `names` of fields, or of what was ticked."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


class Outdated(ValueError):
    """The words in the form are not the ones that are asked here now."""


def asked(record: Record) -> Asked:
    """Every question of *record*, by where it stands."""
    waiting = [category.id for category in record.categories if category.consent]
    found: dict[tuple[str, str], Mapping[str, Question]] = {}
    for lang in record.languages:
        whole = asking.question(record, lang)
        embeds = [asking.embed(record, id, lang) for id in waiting]
        found[lang, BANNER] = found[lang, PAGE] = {whole.hash: whole}
        found[lang, EMBED] = {each.hash: each for each in embeds}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to the words that were shown."""

    question: Question
    surface: str
    answer: str
    ticked: frozenset[str]  # ids of categories; they count when the answer is "chosen"
    objects: bool  # to the counting of visits
    once: str  # of the page that was shown; "" without one

    @classmethod
    def read(cls, sent: MultiDict[str, str], lang: str, asked: Asked, *, objectable: bool) -> Self:
        """
        Read what was posted to the page in *lang*.

        Args:
            objectable: Whether visits are counted, so that a visitor may object.
        Raises:
            Unfit: A field, or the value of one, that our pages don't send.
            Outdated: Other words were asked: of an earlier record, or of another language.
        """
        _fields(sent)
        surface, answer, objects = (sent.get(name, "") for name in ("surface", "answer", "object"))
        if surface not in ANSWERS:
            raise Unfit("surface")
        if answer not in ANSWERS[surface]:
            raise Unfit("answer")
        if objects and not (objects == COUNTING and objectable and surface == PAGE):
            raise Unfit("object")
        if (once := sent.get("once", "")) and not _ONCE.fullmatch(once):
            raise Unfit("once")
        question = asked[lang, surface].get(sent.get("text", ""))
        if question is None:
            raise Outdated("another question is asked here now")
        return cls(
            question=question,
            surface=surface,
            answer=answer,
            ticked=_ticked(sent, question, needed=surface == EMBED and answer == CHOSEN),
            objects=bool(objects),
            once=once,
        )

    @property
    def submission(self) -> str:
        """What two posts have in common that are one: the page's nonce and everything that was answered."""
        parts = (self.once, self.surface, self.answer, *sorted(self.ticked), str(self.objects))
        said = "\n".join((self.question.hash, *parts))
        return hashlib.sha256(said.encode()).hexdigest() if self.once else ""

    def given(self, before: tuple[str, ...]) -> frozenset[str]:
        """What is allowed from now on, when *before* was allowed until now."""
        items = frozenset(item.id for item in self.question.items)
        new = {ALL: items, CHOSEN: self.ticked}.get(self.answer, frozenset())
        return new | frozenset(before) if self.surface == EMBED else new

    def event(
        self, record: Record, before: Event | None, *, notice: Mapping[str, str], meaning: str, now: datetime
    ) -> Event:
        """
        The event of this answer.

        Args:
            before: The event that the browser's cookie names, if the record has it.
            notice: Hash and version of the one that stands on the site.
            meaning: The record's present one; what was allowed to another is not allowed any more.
        """
        earlier = before if before and holds(before, meaning, now) else None
        until_now = earlier.given if earlier else ()
        given = self.given(until_now)
        asked = {item.id for item in self.question.items}
        if self.surface == EMBED and earlier:  # it asks for one category; the others stay as they were
            asked |= {*earlier.given, *earlier.refused}
        taken_back = self.answer == WITHDRAW or bool(until_now)
        carried = before.objected if before else False
        return chosen(
            record,
            state="given" if given else "withdrawn" if taken_back else "refused",
            surface=self.surface,
            lang=self.question.lang,
            text=self.question.hash,
            notice=notice["hash"],
            version=notice["version"],
            given=tuple(given),
            refused=tuple(asked - given),
            objected=self.objects if self.surface == PAGE and self.answer != WITHDRAW else carried,
            previous=before.id if before else None,
            meaning=meaning,
            now=now,
        )


def holds(event: Event, meaning: str, now: datetime) -> bool:
    """Whether what *event* says still counts at *now*, when the record's meaning is *meaning*."""
    return event.meaning == meaning and (event.valid_until is None or clock.day(now) <= event.valid_until)


def _fields(sent: MultiDict[str, str]) -> None:
    """Every name is known and stands once; only "allow" may stand once for each category."""
    strange = [name for name in sent if name not in FIELDS]
    twice = [name for name in sent if name != "allow" and len(sent.getlist(name)) > 1]
    if strange or twice:
        raise Unfit(*strange, *twice)


def _ticked(sent: MultiDict[str, str], question: Question, *, needed: bool) -> frozenset[str]:
    names = sent.getlist("allow")
    ticked = frozenset(names)
    if unknown := ticked - {item.id for item in question.items}:
        raise Unfit(*sorted(unknown))
    if len(names) > len(ticked) or (needed and not ticked):
        raise Unfit("allow")
    return ticked
