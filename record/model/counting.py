"""Whether visits are counted, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from record import kinds, ways
from record.table import Table
from record.text import Text

KEYS = 200  # different ones of a kind that a day keeps, unless the record says another number


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Whether visits are counted, in aggregate and without identifiers."""

    mode: str  # one of ways.WAYS
    say: Text  # of the mode, and never the owner's own
    round_trip: tuple[str, ...]  # hosts that a visitor is sent to and comes back from, as a payment page
    campaigns: bool  # whether the tags of a link are counted (utm_source and its kin)
    keys: int  # how many different pages, hosts and so on a day keeps by name; the others are one

    @property
    def on(self) -> bool:
        """Whether anything is counted."""
        return self.mode != ways.OFF

    @property
    def objectable(self) -> bool:
        """Whether visits are counted without asking, so that a visitor may object (GDPR Art. 21(1))."""
        return self.mode in ways.UNASKED

    @property
    def scripted(self) -> bool:
        """Whether a script of the page tells of a visit."""
        return self.mode in (ways.BEACON, ways.AFTER_CONSENT)

    @property
    def category(self) -> str | None:
        """The category that has to be allowed before anything is counted; None where nobody is asked."""
        return ways.CATEGORY if self.mode == ways.AFTER_CONSENT else None

    @classmethod
    def read(cls, table: Table) -> Self:
        mode = table.need("mode", kinds.one_of(*ways.WAYS)) or ways.OFF
        return cls(
            mode=mode,
            say=ways.say(mode, table.reading.languages),
            round_trip=table.may("round_trip", kinds.list_of(kinds.host, least=0), ()),
            campaigns=table.may("campaigns", kinds.boolean, False),
            keys=table.may("keys", kinds.whole_number(10, 2_000), KEYS),
        )
