"""What a person may ask of the controller, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from record import kinds
from record.period import Period
from record.table import Table
from record.text import Text

ARTICLES = ("7(3)", "15", "16", "17", "18", "20", "21", "21(2)", "22", "77")
WAYS = ("web", "email", "post", "phone")
_NO_SIGNATURE = (
    "Write false: a signed letter is one accepted way among others, never a demand (GDPR Art. 12(2))."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right, with its ways in and the time of the first answer."""

    article: str  # one of ARTICLES
    name: Text
    say: Text
    ways: tuple[str, ...]  # of WAYS
    signature_required: bool  # always false
    first_answer: Period  # at most a month (GDPR Art. 12(3))

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            article=table.need("article", kinds.one_of(*ARTICLES)),
            name=table.need("name", kinds.text),
            say=table.need("say", kinds.text),
            ways=table.need("ways", kinds.list_of(kinds.one_of(*WAYS)), serves="gdpr-12-2"),
            signature_required=table.need(
                "signature_required", kinds.refused(kinds.boolean, True, _NO_SIGNATURE), serves="gdpr-12-2"
            ),
            first_answer=table.need("first_answer", kinds.period, serves="gdpr-12-3"),
        )
