"""How a card's permissions stand, channel by channel, as its pages show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from formhandler.permissions import channels, gate, ledger, points, store, words
from formhandler.permissions.channels import CHANNELS
from formhandler.permissions.gate import Candidate, Verdict, Why
from formhandler.permissions.ledger import Line
from formhandler.permissions.listing import purposes
from formhandler.register import fields
from formhandler.register import store as cards
from formhandler.register.card import Card
from formhandler.register.clocks import Standing
from record import Record
from record.model.sharing import Channel
from texts import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One channel of a card."""

    id: str
    name: str
    mark: str  # owner/_parts.html, status
    state: str  # in words
    line: Line | None  # the newest
    listed: bool | None  # whether a list would name the card; None: no lists are made by it
    why: Why | None  # why it would not


def ways(
    db: Connection,
    record: Record,
    key: bytes,
    card: Card,
    standing: Standing,
    lines: Sequence[Line],
    t: Translator,
) -> list[Way]:
    """
    Every channel that the record enables, and every other of which something was said or can be prohibited.

    Args:
        lines: The card's ledger, the newest first.
    """
    newest = {line.channel: line for line in reversed(lines)}
    named, said = words.channels(record, t), words.states(t)
    judge = _judge(db, record, key, card, standing)
    found = []
    for id in CHANNELS:
        channel, line = ledger.channel_of(record, id), newest.get(id)
        enabled = channel if channel and channel.enabled else None
        if id in channels.REACHING and line is None and enabled is None:
            continue
        verdict = judge(enabled) if enabled else None
        found.append(
            Way(
                id=id,
                name=named[id],
                mark=words.MARKS[line.state] if line else "none",
                state=said[line.state] if line else t("Nothing said"),
                line=line,
                listed=None if verdict is None else verdict.why is None,
                why=verdict.why if verdict else None,
            )
        )
    return found


def _judge(
    db: Connection, record: Record, key: bytes, card: Card, standing: Standing
) -> Callable[[Channel], Verdict]:
    """What the gate says of the card on each channel."""
    states, forbidden = store.newest(db, card.id), store.suppressed(db)
    firm = cards.card_row(db, card.organisation) if card.organisation else None

    def judge(channel: Channel) -> Verdict:
        serving = purposes(record, channel, card.kind)
        entries = [one for one in card.current if serving & set(one.purposes)]
        who = Candidate(
            kind=card.kind,
            relation=standing.relation,
            restricted=card.restricted or bool(firm and firm["restricted"]),
            states=states,
            firm=store.newest(db, card.organisation) if card.organisation else {},
            points=points.of_entries(card.head.name, entries, channel.id),
        )
        return gate.judge(
            channel, None, who, lambda on, point: channels.suppression(key, on, point) in forbidden
        )

    return judge


def exceptions(record: Record) -> bool:
    """Whether the record declares the customer exception anywhere."""
    return any(gate.rule(channel, fields.PERSON) == gate.SOFT_OPT_IN for channel in record.channels)
