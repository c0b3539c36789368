"""Who is on a list: every card, judged by the gate, with how many are not and why."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from formhandler.permissions import channels, gate, points, store
from formhandler.permissions.gate import Candidate, Suppressed, Verdict, Why
from formhandler.register.card import Entry, Head, entry_of
from formhandler.register.heading import content
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows
from record import Record
from record.model.purpose import CONSENT
from record.model.sharing import Channel

Judge = Callable[[Channel, str | None, Candidate, Suppressed], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who may be reached, and by what."""

    card: str
    name: str
    point: str  # an e-mail address, a number, or name and address on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as it is now, and of whom it does not name how many for which reason."""

    recipients: tuple[Recipient, ...]
    left_out: Mapping[Why, int]
    closed: int  # cards that do not open: nobody knows what they say, so nobody is reached


def listed(
    db: Connection,
    rows: Rows,
    record: Record,
    key: bytes,
    channel: Channel,
    use: str | None = None,
    *,
    judge: Judge = gate.judge,
) -> Listed:
    """
    The list of *channel*, each contact point once; *use* as the gate has it.

    Opens every card that the gate may let through: some seconds of 100,000.
    """
    forbidden = store.suppressed(db)

    def is_forbidden(on: str, point: str) -> bool:
        return channels.suppression(key, on, point) in forbidden

    found: dict[str, Recipient] = {}
    left: Counter[Why] = Counter()
    closed = 0
    for card, who, name in _candidates(db, rows, record, channel):
        if who is None:
            closed += 1
            continue
        verdict = judge(channel, use, who, is_forbidden)
        if verdict.why is not None:
            left[verdict.why] += 1
        else:
            found.setdefault(verdict.point.casefold(), Recipient(card=card, name=name, point=verdict.point))
    return Listed(recipients=tuple(found.values()), left_out=left, closed=closed)


def _candidates(
    db: Connection, rows: Rows, record: Record, channel: Channel
) -> Iterator[tuple[str, Candidate | None, str]]:
    """Each card's id, what the gate has to know of it (None: it does not open), and its name."""
    states, entries = store.states(db), _entries(db)
    cards = {row["id"]: row for row in store.cards(db)}
    for id, row in cards.items():
        firm = cards.get(row["organisation"])
        serving = purposes(record, channel, row["kind"])
        try:
            head = Head.from_content(content(db, rows, id, row["key_id"], row["sealed"]))
            opened = [
                _open(rows, one) for one in entries.get(id, ()) if serving & set(one["purposes"].split())
            ]
        except EnvelopeError:
            yield id, None, ""
            continue
        candidate = Candidate(
            kind=row["kind"],
            relation=(firm or row)["relation"],
            restricted=row["restricted"] or bool(firm and firm["restricted"]),
            states=states.get(id, {}),
            firm=states.get(row["organisation"], {}),
            points=points.of_entries(head.name, opened, channel.id),
        )
        yield id, candidate, head.name


def _entries(db: Connection) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = {}
    for row in store.entries(db):
        found.setdefault(row["card"], []).append(row)
    return found


def _open(rows: Rows, row: RowMapping) -> Entry:
    return entry_of(row, rows.open(row["key_id"], "entry", row["id"], row["sealed"]))


def purposes(record: Record, channel: Channel, kind: str) -> set[str]:
    """For what a contact point has to be kept: where one has to ask first, for what was agreed to alone."""
    found = {channel.purpose}
    if gate.rule(channel, kind) != gate.OPT_IN:
        marketing = {one.purpose for one in record.channels}
        found |= {id for id in marketing if CONSENT not in record.purpose(id).bases}
    return found
