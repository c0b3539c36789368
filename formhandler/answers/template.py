"""
An answer's beginning, in three languages, with places for what differs from one message to the next.

The places are {name}, {reference}, {site} and {signature}. Anything else in braces stays as it is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from formhandler.vault import contents
from formhandler.vault.envelope import EnvelopeError, UnknownVersion
from texts import LANGUAGES

SCHEMA = 1
LONGEST_NAME = 80  # characters
LONGEST_TEXT = 5_000  # characters
PLACES = ("name", "reference", "site", "signature")
_PLACE = re.compile(rf"( ?)\{{({'|'.join(PLACES)})\}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template; a language it is not written in has no text."""

    id: str  # the document's; empty before it is kept
    name: str  # as the owner's list calls it
    texts: Mapping[str, str]  # language → text, never empty

    @classmethod
    def from_form(cls, form: Mapping[str, str], id: str = "") -> Self:
        """Read the fields name, fi, sv and en."""
        sent = {lang: form.get(lang, "").replace("\r\n", "\n").strip() for lang in LANGUAGES}
        return cls(
            id=id,
            name=" ".join(form.get("name", "").split()),
            texts={lang: text for lang, text in sent.items() if text},
        )

    def text(self, lang: str) -> str:
        """In *lang*, or in the first language there is."""
        return self.texts.get(lang) or next(iter(self.texts.values()), "")

    def as_payload(self) -> bytes:
        content = {"schema": SCHEMA, "name": self.name, "texts": dict(self.texts)}
        return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_payload(cls, id: str, payload: bytes) -> Self:
        """Raises EnvelopeError when *payload* is no template of ours."""
        try:
            content: dict[str, Any] = contents.read(payload)
            if content["schema"] != SCHEMA:
                raise UnknownVersion(
                    f"a template of version {content['schema']}; this program knows {SCHEMA}"
                )
            texts = {lang: str(content["texts"][lang]) for lang in LANGUAGES if content["texts"].get(lang)}
            return cls(id=id, name=str(content["name"]), texts=texts)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EnvelopeError(f"what it holds is no template ({type(error).__name__})") from error


def fill(text: str, values: Mapping[str, str]) -> str:
    """
    Put *values* into the places of *text*.

    An empty one takes the space before it along: "Hei {name}!" greets nobody by "Hei !".
    """
    return _PLACE.sub(lambda found: found[1] + value if (value := values.get(found[2], "")) else "", text)
