"""
Plain words: a notice says what is done, not what might be.

Hedging and open-ended lists hide what happens to the data (GDPR Art. 12(1)), so they are faults,
unless a waiver gives the reason why one is true where it stands. Naming a repealed act is a fault
that nothing waives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from record.model import Record, Waiver
from record.reading import Reading, Sentence
from record.rules.finding import Finding, numbered

_OTHER = r"mu(?:u(?:n|ta|ssa|sta|hun|lla|lta|lle|na|ksi|t)?|i(?:den|tten|ta|ssa|sta|hin|lla|lta|lle|na|ksi))"
_HEDGES = {
    "fi": (
        r"voidaan(?:kin)?|voita(?:isiin|neen)",
        r"(?<!\bei )(?<!\beivät )voi(?:vat|si|sivat)? olla",
        r"saatta(?:a|vat|isi|isivat|nee|nevat)|saata(?:n|mme)|saatetaan|saatettaisiin",
        r"mahdollisesti|mahdollis(?:et|ten|ia|ista|iin|issa|illa|ille|ilta)",
        r"muun muassa|mm\.",
        rf"{_OTHER} (?:\w+ )?(?:vastaav|sellai|samankaltai|rinnastettav)\w*",
        r"tarvittaessa|tarpeen (?:mukaan|vaatiessa|tullen)|(?:jos|mikäli|kun) tarpeen",
        r"ym\.|yms\.|tms\.|jne\.|ynnä mu\w+|ja niin (?:edelleen|edespäin)",
        r"yleensä|pääsääntöisesti|lähtökohtaisesti|kenties|ehkä",
    ),
    "sv": (
        r"kan komma(?: att)?|kan (?:eventuellt|möjligen)|kan vara",
        r"eventuell(?:t|a)?|möjligen|möjligtvis|kanske|måhända",
        r"bland annat|bl\. ?a\.|bland andra",
        r"med (?:mera|flera)|m\. ?m\.|m\. ?fl\.",
        r"vid behov|om (?:det )?behövs|i förekommande fall|när så krävs",
        r"o\. ?s\. ?v\.|osv\.?|och så vidare|o\. ?d\.|o\. ?dyl\.|och dylikt",
        r"(?:och|eller) (?:\w+ )?liknande",
        r"i allmänhet|vanligtvis|i regel",
    ),
    "en": (
        r"may|maybe|might|perhaps",
        r"possibly|potentially",
        r"among (?:other things|others)|inter alia|but not limited to|including without limitation",
        r"(?:and|or) (?:other )?similar|and the like|and so (?:on|forth)|and such",
        r"etc\.?|et cetera",
        r"(?:if|where|when|as) (?:necessary|needed|appropriate|applicable)|(?:if|where|when) required",
        r"generally|usually|typically|from time to time",
    ),
}
# A month: "1 May", "May 2026", "in May". Only the capital can be one, so "may" in small letters never is.
_MONTH = re.compile(
    r"\d\.? May\b|\bMay,? \d"
    r"|\b(?i:in|of|on|by|since|until|from|to|before|after|early|late|last|next|every|each) May\b"
)
_PATTERNS = {
    language: re.compile(rf"(?<!\w)(?:{'|'.join(hedges)})(?!\w)", re.IGNORECASE)
    for language, hedges in _HEDGES.items()
}


@cache  # a site that rebuilds at every save judges the same sentences over and over
def hedges(words: str, language: str) -> tuple[str, ...]:
    """The hedging words in a sentence, as they stand there, each once."""
    months = [match.span() for match in _MONTH.finditer(words)] if language == "en" else []
    found = [
        match[0]
        for match in _PATTERNS[language].finditer(words)
        if not (match[0] == "May" and any(start <= match.start() < end for start, end in months))
    ]
    return tuple(dict.fromkeys(found))


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    yield from _hedging(record, reading)
    yield from _repealed(reading)


def _hedging(record: Record, reading: Reading) -> Iterator[Finding]:
    unused = dict(numbered("waiver", record.waivers))
    for sentence in reading.sentences:
        for hedge in hedges(sentence.words, sentence.language):
            leave = [
                at for at, waiver in numbered("waiver", record.waivers) if _waives(waiver, sentence, hedge)
            ]
            for at in leave:
                unused.pop(at, None)
            if not leave:
                advice = "Say what is done, or give the reason in a [[waiver]]."
                place = f"{sentence.place}.{sentence.language}"
                yield Finding(place, f'hedges: "{hedge}"', advice, "gdpr-12-1")
    for place, waiver in unused.items():
        if not reading.lost(place):
            problem = f'"{waiver.word}" does not stand at {waiver.place}'
            yield Finding(place, problem, "Take the waiver away, or mend its word or place.", "gdpr-12-1")


def _waives(waiver: Waiver, sentence: Sentence, hedge: str) -> bool:
    here = (sentence.place, f"{sentence.place}.{sentence.language}")
    return waiver.place in here and waiver.word.casefold() == hedge.casefold()


def _repealed(reading: Reading) -> Iterator[Finding]:
    acts = list(reading.law.not_in_force(reading.today))
    for sentence in reading.sentences:
        for act in acts:
            if act.is_mentioned_in(sentence.words):
                problem = f"names {act.name['en']} ({act.number}), which {act.state}"
                place = f"{sentence.place}.{sentence.language}"
                yield Finding(place, problem, "Cite law in force, in a key that takes it.", "gdpr-5-1-a")
