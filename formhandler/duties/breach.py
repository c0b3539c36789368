"""A personal data breach: what GDPR Art. 33(3) asks for, and the 72 hours of Art. 33(1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self

from formhandler.vault.envelope import EnvelopeError

SCHEMA = 1
#: From becoming aware of it (Art. 33(1)). Hours run through weekends and holidays.
NOTIFY = timedelta(hours=72)
LONGEST = 10_000  # characters of one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What is known of it; every text may still be empty, for information may come in phases (Art. 33(4))."""

    what: str = ""  # its nature: what happened, and when (33(3)(a))
    people: str = ""  # categories and approximate number of people (a)
    records: str = ""  # categories and approximate number of records (a)
    contact: str = ""  # where the authority can ask for more (b)
    consequences: str = ""  # likely ones (c)
    measures: str = ""  # taken or proposed (d)
    no_risk: str = ""  # why the authority need not be told; empty: it must (33(1))
    late: str = ""  # why it was told after 72 hours (33(1))
    told_people: str = ""  # when and how the people were told, or why they need not be (34)

    def as_content(self, actor: str) -> dict[str, Any]:
        return {"schema": SCHEMA, "actor": actor, **asdict(self)}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Raises EnvelopeError when it is no breach of ours."""
        if content.get("schema") != SCHEMA:
            raise EnvelopeError(f"a breach of version {content.get('schema')}; this program knows {SCHEMA}")
        return cls(**{field.name: str(content[field.name]) for field in fields(cls)})

    def missing(self) -> tuple[str, ...]:
        """What Art. 33(3) still asks for before the authority can be told everything."""
        asked = ("what", "people", "records", "contact", "consequences", "measures")
        return tuple(name for name in asked if not getattr(self, name))


def due(known: datetime) -> datetime:
    """By when the authority has to be told of a breach that became known at *known*."""
    return known + NOTIFY
