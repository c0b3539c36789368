"""
The law pack: a dated table of acts, of the places in them that a record may cite, and of authorities.

A pack is data, ``law_packs/<id>.toml``. Sentences of the notice are ours; the only thing that is ever
printed of a statute is its citation, and only while the statute is in force.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from record.text import Text

LANGUAGES = ("fi", "sv", "en")
_PACKS = Path(__file__).with_name("law_packs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A statute or an EU regulation, in force from a day until it is repealed."""

    id: str
    number: str  # "1050/2018"; of a regulation "(EU) 2016/679"
    kind: str  # statute or regulation: they are cited differently
    name: Text
    of: Text  # the name as it stands beside a section: "kirjanpitolain", "bokföringslagen"
    in_force: date
    repealed: date | None = None  # the first day on which it no longer applied
    called: tuple[str, ...] = ()  # beginnings of its name as sentences use it: "henkilötietola"

    def holds_on(self, day: date) -> bool:
        """Whether the act is in force on *day*."""
        return self.in_force <= day and (self.repealed is None or day < self.repealed)

    @property
    def state(self) -> str:
        """Why it is not in force, to complete "the act …"."""
        return f"was repealed on {self.repealed}" if self.repealed else f"is in force from {self.in_force}"

    def is_mentioned_in(self, sentence: str) -> bool:
        """Whether *sentence* names the act, by its name or by its number (1999 or 99)."""
        return _mention(self.number, self.called).search(sentence) is not None


@cache
def _mention(number: str, called: tuple[str, ...]) -> re.Pattern[str]:
    """What it takes to name an act: ``523/1999``, ``523/99`` or the beginning of a name."""
    short = re.sub(r"/(19|20)(\d\d)$", r"/(?:\1)?\2", re.escape(number))
    names = "".join(rf"|(?<!\w){re.escape(name)}" for name in called)
    return re.compile(rf"(?<!\d){short}(?!\d){names}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in an act: ``13(1)(c)`` in a regulation, ``29`` or ``2:10`` (chapter:section) in a statute."""

    id: str
    act: Act
    at: str

    @property
    def label(self) -> Text:
        """The citation in words, in every language of the pack."""
        say = _regulation if self.act.kind == "regulation" else _statute
        return Text({language: say(self, language) for language in LANGUAGES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A supervisor to whom a person can complain."""

    id: str
    name: Text
    address: Text  # where to go
    post: Text  # where to write
    phone: str  # E.164
    email: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPack:
    """Everything a record may say of the law."""

    id: str
    checked: date  # when a person last compared the pack with the statutes
    acts: Mapping[str, Act]
    citations: Mapping[str, Citation]
    authorities: Mapping[str, Authority]
    eea: frozenset[str]  # ISO 3166-1 alpha-2
    adequate: frozenset[str]  # countries with a decision under GDPR Art. 45

    def cite(self, citation: str) -> Citation:
        """
        The citation with this id, ``gdpr-13-1-c`` or ``fi-kpl-2-10``.

        Raises:
            KeyError: The pack has none.
        """
        return self.citations[citation]

    def in_english(self, citation: str) -> str:
        """The citation's label for an error message. KeyError as `cite`."""
        return self.cite(citation).label["en"]

    def article(self, at: str) -> Citation:
        """A place in the GDPR by its number, ``6(1)(f)``. KeyError as `cite`."""
        return self.cite(_citation_id("gdpr", at))

    def not_in_force(self, day: date) -> Iterator[Act]:
        """The acts that no one may cite on *day*."""
        return (act for act in self.acts.values() if not act.holds_on(day))


def packs() -> tuple[str, ...]:
    """The ids of the packs that exist, newest last."""
    return tuple(sorted(path.stem for path in _PACKS.glob("*.toml")))


@cache
def load_pack(pack: str) -> LawPack:
    """
    Read ``law_packs/<pack>.toml``, once a process.

    Raises:
        KeyError: There is no such pack.
    """
    if pack not in packs():
        raise KeyError(pack)
    raw = tomllib.loads((_PACKS / f"{pack}.toml").read_text(encoding="utf-8"))
    acts = {key: _act(key, entry) for key, entry in raw["act"].items()}
    citations = {
        citation.id: citation
        for key, entry in raw["act"].items()
        for citation in _citations(acts[key], entry["cite"])
    }
    return LawPack(
        id=pack,
        checked=raw["checked"],
        acts=MappingProxyType(acts),
        citations=MappingProxyType(citations),
        authorities=MappingProxyType(
            {key: _authority(key, entry) for key, entry in raw["authority"].items()}
        ),
        eea=frozenset(raw["country"]["eea"]),
        adequate=frozenset(raw["country"]["adequate"]),
    )


def _act(key: str, raw: Mapping[str, Any]) -> Act:
    return Act(
        id=key,
        number=raw["number"],
        kind=raw["kind"],
        name=Text(raw["name"]),
        of=Text(raw["of"]),
        in_force=raw["in_force"],
        repealed=raw.get("repealed"),
        called=tuple(raw.get("called", ())),
    )


def _citations(act: Act, places: list[str]) -> Iterator[Citation]:
    for at in places:
        yield Citation(id=_citation_id(act.id, at), act=act, at=at)


def _citation_id(act: str, at: str) -> str:
    """The act's id and the numbers of the place: ``gdpr-13-1-c``."""
    return "-".join((act, *_steps(at)))


def _steps(at: str) -> list[str]:
    """``13(1)(c)`` as 13, 1, c."""
    return re.findall(r"[0-9a-z]+", at)


def _authority(key: str, raw: Mapping[str, Any]) -> Authority:
    texts = {name: Text(raw[name]) for name in ("name", "address", "post")}
    return Authority(id=key, phone=raw["phone"], email=raw["email"], url=raw["url"], **texts)


def _regulation(citation: Citation, language: str) -> str:
    """``13(1)(c)`` as each language cites an article, a paragraph and a point."""
    article, *rest = _steps(citation.at)
    paragraph = next((part for part in rest if part.isdigit()), "")
    point = next((part for part in rest if part.isalpha()), "")
    of = citation.act.of[language]
    if language == "en":
        return f"{of} Art. {citation.at}"
    if language == "sv":
        return f"artikel {'.'.join(filter(None, (article, paragraph)))}{' ' + point if point else ''} i {of}"
    if point:
        middle = f"{article} artiklan {paragraph} kohdan" if paragraph else f"{article} artiklan"
        return f"{of} {middle} {point} alakohta"
    return f"{of} {article} artiklan {paragraph} kohta" if paragraph else f"{of} {article} artikla"


def _statute(citation: Citation, language: str) -> str:
    """``29`` or ``2:10`` as each language cites a section, with its chapter where there is one."""
    *chapter, section = citation.at.split(":")
    of, number = citation.act.of[language], citation.act.number
    if language == "en":
        return f"{of} ({number}), {f'chapter {chapter[0]}, ' if chapter else ''}section {section}"
    if language == "sv":
        return f"{f'{chapter[0]} kap. ' if chapter else ''}{section} § i {of} ({number})"
    return f"{of} ({number}) {f'{chapter[0]} luvun ' if chapter else ''}{section} §"
