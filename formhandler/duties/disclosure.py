"""One time that data was given to somebody who is not a processor (GDPR Art. 5(2), 15(1)(c), 19)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from formhandler.vault.envelope import EnvelopeError

SCHEMA = 1
#: On what ground data is given: the person's own word, a law, or another of Art. 6(1).
GROUNDS = ("permission", "law", "contract", "interest")
LONGEST = 2_000  # characters of one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """To whom, whose, what, why and on what ground; the time stands beside it."""

    recipient: str
    whose: str
    what: str
    why: str
    ground: str  # of GROUNDS
    law: str = ""  # which one, where the ground is a law

    def as_content(self, actor: str) -> dict[str, Any]:
        return {"schema": SCHEMA, "actor": actor, **asdict(self)}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Raises EnvelopeError when it is no disclosure of ours."""
        if content.get("schema") != SCHEMA:
            raise EnvelopeError(
                f"a disclosure of version {content.get('schema')}; this program knows {SCHEMA}"
            )
        return cls(**{field.name: str(content[field.name]) for field in fields(cls)})

    def missing(self) -> tuple[str, ...]:
        """What has to be filled in before it can be kept."""
        asked = ["recipient", "whose", "what", "why", *(["law"] if self.ground == "law" else [])]
        empty = [name for name in asked if not getattr(self, name)]
        return (*empty, *(["ground"] if self.ground not in GROUNDS else []))
