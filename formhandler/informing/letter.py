"""
What somebody has to be told whose data came from elsewhere (GDPR Art. 14(1)–(2)), from the record alone.

What the owner has not stated is left out, as in the notice; nothing is guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from formhandler.register.card import Card
from record import Record, processing
from record.speech import spoken
from record.text import Unstated
from texts import Translator


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the letter with its lines."""

    heading: str
    lines: tuple[str, ...]


def subject(t: Translator) -> str:
    return t("We have data about you that we did not get from you")


def of(card: Card, record: Record, t: Translator) -> list[Part]:
    """The letter to the person of *card*, in the language of *t*."""
    groups = {entry.group for entry in card.current}
    purposes = {purpose for entry in card.current for purpose in entry.purposes}
    document = processing.as_document(record, t.lang)
    activities = [one for one in document["activities"] if one["id"] in purposes]
    return [
        Part(t("Who we are"), tuple(document["controller"])),
        Part(t("What we have of you"), tuple(g.name[t.lang] for g in record.groups if g.id in groups)),
        Part(t("Where we have it from"), tuple(_sources(card, record, t.lang))),
        Part(t("What for, and on what ground"), tuple(_grounds(activities))),
        Part(t("Who else sees it"), tuple(_once(activities, "recipients", "transfers"))),
        Part(t("How long it is kept"), tuple(_once(activities, "erasure"))),
        Part(t("What you can ask of us"), tuple(right.say[t.lang] for right in record.rights)),
        Part(t("To whom you can complain"), tuple(_authority(record, t.lang))),
        Part(t("The whole privacy notice"), tuple(_notice(record, t.lang))),
    ]


def _sources(card: Card, record: Record, lang: str) -> Iterator[str]:
    named = {source.id: source.name[lang] for source in record.sources}
    yield from dict.fromkeys(named.get(entry.source, entry.source) for entry in card.current)


def _grounds(activities: list[dict[str, object]]) -> Iterator[str]:
    for one in activities:
        yield f"{one['name']}: {', '.join(_texts(one['purpose']))}"


def _once(activities: list[dict[str, object]], *names: str) -> Iterator[str]:
    """Each line once, however many purposes share it."""
    yield from dict.fromkeys(line for one in activities for name in names for line in _texts(one[name]))


def _texts(lines: object) -> list[str]:
    assert isinstance(lines, list)
    return [str(line) for line in lines]


def _authority(record: Record, lang: str) -> Iterator[str]:
    one = record.law.authorities[record.authority.personal_data]
    yield from (spoken(one.name, lang), spoken(one.post, lang), f"{one.phone}, {one.email}", one.url)


def _notice(record: Record, lang: str) -> Iterator[str]:
    if not isinstance(record.site.url, Unstated):
        yield f"{record.site.url.rstrip('/')}{record.edition.notice_path[lang]}"
