"""Whether a row of a file can go onto a card, and what is said of it when it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from formhandler.contact import sensitive
from formhandler.exchange import csvfile
from formhandler.exchange.csvfile import Refused, Row
from formhandler.exchange.mapping import Plan
from formhandler.register import checking
from formhandler.register.card import New
from formhandler.register.checking import Problem, Rejected
from formhandler.register.fields import Kind
from record import Record


class Held(StrEnum):
    """Why a good row is not taken; words.py says it to people."""

    KNOWN = "somebody with this address, number or business ID is in the register already"
    SEVERAL = "its addresses, numbers and business ID are of several cards"
    RESTRICTED = "the processing of the card is restricted"
    GONE = "the card was erased or merged meanwhile"
    CLOSED = "the card does not open"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the report: where, and why; never what was found there."""

    line: int
    last: int  # the same, but of what goes over several lines
    column: str  # of the card; "" for the whole row
    why: csvfile.Why | Problem | Held


def judge(record: Record, plan: Plan, row: Row | Refused, of: date) -> tuple[list[New], list[Told]]:
    """The checked facts of *row*, or else every reason against it."""
    if isinstance(row, Refused):
        return [], [Told(row.line, row.last, "", row.why)]
    if _holds_code(plan, row.cells):
        return [], [Told(row.line, row.line, "", Problem.HETU)]
    news = plan.news(row.cells, of)
    if not news:
        return [], [Told(row.line, row.line, "", Problem.EMPTY)]
    checked: list[New] = []
    told: list[Told] = []
    for new in news:
        try:
            checked.append(checking.check(record, plan.kind, new))
        except Rejected as rejected:
            told += [Told(row.line, row.line, fault.column, fault.problem) for fault in rejected.faults]
    return ([], told) if told else (checked, [])


def _holds_code(plan: Plan, cells: Sequence[str]) -> bool:
    """In any cell, mapped or not, but where the record names the ground to keep it."""
    lawful = {place for place, target in plan.mapped if target.kind is Kind.HETU}
    text = "\n".join(cell for place, cell in enumerate(cells) if place not in lawful)
    return sensitive.without_hetu(text, "") != text
