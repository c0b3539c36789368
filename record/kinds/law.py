"""Words of the law pack. Law that is not in force today cannot be cited."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from record.errors import Unfit
from record.kinds.plain import one_of, read_string
from record.law import packs
from record.table import Found, Kind, shown


def _citation(found: Found) -> str:
    value, law, today = read_string(found), found.reading.law, found.reading.today
    if value not in law.citations:
        known = get_close_matches(value, law.citations, n=3) or [f"{act}-…" for act in law.acts]
        raise Unfit(f"is {shown(value)}, which is not in law pack {law.id}", f"Write {_or(known)}.")
    act = law.cite(value).act
    if not act.holds_on(today):
        raise Unfit(f"is {shown(value)}: {act.name['en']} ({act.number}) {act.state}", "Cite law in force.")
    return value


def _authority(found: Found) -> str:
    value, known = read_string(found), found.reading.law.authorities
    if value not in known:
        raise Unfit(f"is {shown(value)}", f"Write {_or(known)}.")
    return value


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)


citation = Kind(_citation, "", "a citation of the law pack, such as fi-kpl-2-10")
authority = Kind(_authority, "", "an authority of the law pack, such as fi-tsv")
law_pack = one_of(*packs())
