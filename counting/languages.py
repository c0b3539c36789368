"""The browser's language: its primary subtag, of a known list, so that nobody can invent new ones."""

from __future__ import annotations

import re

from counting.view import OTHER

#: ISO 639-1, and of three letters those languages of the Nordic countries that have no two.
_TAGS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv "
    "dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie "
    "ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv "
    "mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm "
    "rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts "
    "tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "fit fkv krl olo rmf sma smj smn sms"
)
KNOWN = frozenset(_TAGS.split())
#: Names that browsers still send (IANA's registry of language subtags) → the one that is counted.
OLD = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sme": "se", "fil": "tl"}

_FIRST = re.compile(r" *([A-Za-z]{2,3})(?:[-_,; ]|\Z)")


def first(accepted: str) -> str:
    """
    The language that a browser asks for first.

    Args:
        accepted: Accept-Language (RFC 9110, 12.5.4), "fi-FI,fi;q=0.9,en;q=0.8", or a tag alone.
    Returns:
        Two letters, or three where a language has no two; OTHER for everything else.
    """
    match = _FIRST.match(accepted)
    if match is None:
        return OTHER
    tag = match[1].lower()
    tag = OLD.get(tag, tag)
    return tag if tag in KNOWN else OTHER
