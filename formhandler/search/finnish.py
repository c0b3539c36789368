"""
The forms of a Finnish word: enough of the language to find "hinnan", "hintoja" and "kattohinta" by "hinta".

Words are folded (ä as a, ö as o), which halves the endings: vowel harmony is gone. The rules are those of
school grammar: gradation (kk:k, nt:nn, t:d …), the stems of each type of noun, cases, plural, possessive
suffixes, clitics. Whatever is a word only by rule ("talpi" from "talvi") does no harm: nobody
writes it. What is missing: verbs beyond their commonest forms, and words that change beyond these rules.
"""

import re
from dataclasses import dataclass
from typing import Self

VOWELS = "aeiouy"
SHORTEST = 4  # letters of an inflected word that is taken apart
HEAD = 4  # letters by which the words to be looked at are chosen
COMPOUND = 3  # letters that stand before the last part of a compound, at least

_STRONG_WEAK = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("mp", "mm"), ("lt", "ll"),
    ("rt", "rr"), ("lp", "lv"), ("rp", "rv"), ("ht", "hd"), ("lk", "l"), ("rk", "r"), ("hk", "h"),
    ("lk", "lj"), ("rk", "rj"),
)  # fmt: skip
# After a vowel a single stop weakens, too; k goes, or is j between vowels like those of "aika: ajan".
_AFTER_VOWEL = (("t", "d"), ("p", "v"), ("k", ""), ("k", "v"))

_CASES = (
    "n|a|ta|tta|ssa|sta|lla|lta|lle|na|ksi|t|h?[aeiouy]n|seen|siin|den|ten|tten|ineen|"
    "ssaan|staan|llaan|ltaan|lleen|naan|kseen|taan|ttaan"
)
_BEFORE_POSSESSIVE = "|a|ta|tta|ssa|sta|lla|lta|lle|na|kse|h?[aeiouy]|see|sii|de|te|tte"
_POSSESSIVE = "ni|si|nsa|mme|nne"
_CLITIC = "(?:kin|kaan|ko|han|pa)?"
#: What may follow a stem: a plural's i or j, a case, a possessive suffix, a clitic; or n and another word.
_NOUN = re.compile(rf"[ij]?(?:(?:{_CASES})?|(?:{_BEFORE_POSSESSIVE})(?:{_POSSESSIVE})){_CLITIC}|n[a-z]{{3,}}")
#: The commonest forms of a verb: persons, past, conditional, passive, participles, agent and action.
_VERB = re.compile(
    rf"(?:[nt]|mme|tte|vat|u|i|in|it|imme|ivat|isi|isin|isit|isimme|isitte|isivat|nut|nyt|neet|vat|va|"
    rf"tu|ttu|tut|tun|taan|daan|taisiin|ttaisiin|tiin|ttiin|taessa|essa|malla|massa|maan|minen|misen|mista|"
    rf"ja|jan|jaa|misesta|miseen|minen|tava|ttava|kaa|kaamme)?{_CLITIC}"
)
#: Endings that are taken off a typed word, the longest first.
_OFF = (
    "issansa", "issaan", "istaan", "illaan",
    "issa", "ista", "illa", "ilta", "ille", "itta", "iksi", "iden", "itten", "ihin", "iin",
    "ssa", "sta", "lla", "lta", "lle", "tta", "ksi", "jen", "ien", "ita", "ia", "ja", "seen",
    "ta", "na", "in", "an", "en", "on", "un", "yn", "n", "t", "a",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forms:
    """Every stem that a word may have, as the beginnings of its forms."""

    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    heads: frozenset[str]  # their first letters: a word that holds none of these is no form

    @classmethod
    def of(cls, word: str) -> Self:
        """The forms of *word*, folded, of one part of speech or the other: a query does not tell."""
        lemmas = {word, *_lemmas(word)}
        nouns = {stem for lemma in lemmas for stem in _stems(lemma) if len(stem) >= 2}
        verbs = _verb_stems(word)
        return cls(tuple(nouns), tuple(verbs), frozenset(stem[:HEAD] for stem in nouns | verbs))

    def matches(self, word: str) -> bool:
        """Tell whether *word*, folded, is a form of it or a compound that ends in one."""
        return any(_ends_in(word, stem) for stem in self.nouns) or any(
            word.startswith(stem) and _VERB.fullmatch(word, len(stem)) for stem in self.verbs
        )


def _ends_in(word: str, stem: str) -> bool:
    at = word.find(stem)
    while at >= 0:
        if (at == 0 or (at >= COMPOUND and len(stem) >= 4)) and _NOUN.fullmatch(word, at + len(stem)):
            return True
        at = word.find(stem, at + 1)
    return False


def _stems(lemma: str) -> set[str]:
    """The stems of a noun or adjective in the nominative."""
    return {lemma, *(_vowel_stems(lemma) if lemma[-1] in VOWELS else _consonant_stems(lemma))}


def _vowel_stems(lemma: str) -> set[str]:
    found = _grades(lemma)
    last = lemma[-1]
    for form in list(found):
        if last == "a":
            found |= {form[:-1] + "o", form[:-1] + "i"}
        elif last == "i":
            found.add(form[:-1] + "e")
        elif last == "e":
            found |= {form + "e", form[:-1] + "i"}
    if lemma.endswith("nen") or len(lemma) < 3:
        return found
    if lemma.endswith("si"):  # vesi: veden, vettä
        found |= {lemma[:-2] + end for end in ("de", "te", "t")}
    if lemma.endswith("mpi"):  # parempi: paremman
        found |= {lemma[:-3] + end for end in ("mma", "mpa", "mmi")}
    if lemma[-2] in VOWELS:  # maa: maita, työ: töitä
        found |= {lemma[:-1] + "i", lemma[:-2] + last + "i"} if last != "i" else set()
    return found


def _consonant_stems(lemma: str) -> set[str]:
    body = lemma[:-1]
    found = {lemma + "e", lemma + "i"}
    if lemma.endswith("nen"):  # nainen: naisen, naista
        found |= {lemma[:-3] + end for end in ("se", "s", "si")}
    elif lemma.endswith("ton"):  # virheetön: virheettömän
        found |= {lemma[:-3] + end for end in ("ttoma", "ttomi")}
    elif lemma.endswith("in"):  # puhelin: puhelimen
        found |= {form + end for form in _grades(body) for end in ("me", "mi")}
    elif lemma.endswith("s"):
        found |= {body + "kse", body + "ksi"}  # tarjous: tarjouksen
        if lemma[-2] in "uy":  # yhteys: yhteyden
            found |= {body + end for end in ("de", "te", "t")}
        if lemma[-2] in "ai" and len(body) >= SHORTEST:  # asiakas: asiakkaan, asiakkaita
            found |= {form + end for form in _grades(body) for end in ("", body[-1], "i")}
    elif lemma.endswith(("ut", "yt")):  # kevyt: kevyen
        found |= {body + "e", body + "i", body[:-1] + "ee"}
    return found


def _verb_stems(word: str) -> set[str]:
    """The stems of a verb in the infinitive, or none."""
    if len(word) < 5:
        return set()
    if word.endswith(("ata", "ota", "uta")):  # tilata: tilaan, tilasin, tilattu
        root = word[:-2]
        return {form + end for form in _grades(root) for end in ("", "a", "s", "t", "si", "an")}
    if word.endswith(("aa", "oa", "ua", "ya", "ea", "ia")):  # asentaa: asennan, asensi, asennettu
        root = word[:-1]
        found = _grades(root)
        if root[-1] == "a":
            found |= {form[:-1] + end for form in list(found) for end in ("e", "o", "i", "et")}
            if root.endswith("ta"):
                found |= {root[:-2] + "s"}
        return found
    return set()


def _grades(word: str) -> set[str]:
    """*word* with the consonants before its last vowel as they are, weakened and strengthened."""
    body = word.rstrip(VOWELS)
    vowels = word[len(body) :]
    if not vowels or len(body) < 2:
        return {word}
    found = {word}
    for strong, weak in _STRONG_WEAK:
        found |= {_swap(word, body, here, there) for here, there in ((strong, weak), (weak, strong))}
    if body[-2] in VOWELS:
        for strong, weak in _AFTER_VOWEL:
            found.add(_swap(word, body, strong, weak))
            if weak:
                found.add(_swap(word, body, weak, strong))
        if body.endswith("ik"):  # aika: ajan
            found.add(body[:-2] + "j" + vowels)
        found |= {_swap(word, body, stop, stop * 2) for stop in "kpt"}
    return found


def _swap(word: str, body: str, here: str, there: str) -> str:
    return body[: -len(here)] + there + word[len(body) :] if body.endswith(here) else word


def _lemmas(word: str) -> set[str]:
    """The nominatives that *word* may be a form of."""
    found: set[str] = set()
    for ending in _OFF:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST:
            found |= _nominatives(stem)
    return found


def _nominatives(stem: str) -> set[str]:
    found = {form for form in _grades(stem) if form[-1] in VOWELS}
    if stem[-1] == "o":  # hintoja: hinta
        found |= {form[:-1] + "a" for form in _grades(stem)}
    if stem[-1] == "e":  # remontteja: remontti
        found |= {form[:-1] + "i" for form in _grades(stem)}
    for end, nominative in (("kse", "s"), ("ks", "s"), ("se", "nen"), ("s", "nen"), ("me", "n")):
        if stem.endswith(end) and len(stem) - len(end) >= 3:
            found.add(stem.removesuffix(end) + nominative)
    if stem[-2:] in ("aa", "ii"):  # asiakkaan: asiakas
        found |= {form[:-1] + "s" for form in _grades(stem[:-1] + stem[-1])}
        found |= {form + "s" for form in _grades(stem[:-1])}
    elif stem[-1] in "ai" and len(stem) > SHORTEST:
        found |= {form + "s" for form in _grades(stem)} if stem[-2] in "kpt" else set()
    if stem[-2:] in ("de", "te"):  # yhteyden: yhteys; veden: vesi
        found |= {stem[:-2] + "s", stem[:-2] + "si"}
    return found
