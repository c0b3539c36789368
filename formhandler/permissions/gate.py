"""
The one gate through which every marketing list passes.

It decides of one person and one channel, from what is put into its hand: it reads nothing and asks nobody.
Whatever it does not know to be permitted is not.

Law: SVPL 917/2014 §§ 200–204 (people: prior consent, or the customer exception; companies: until they
prohibit it), GDPR Art. 21(2)–(3) (a prohibition ends the marketing), Art. 18(2) (restriction), Art. 5(1)(b)
(a contact point serves the purposes for which it is kept).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from formhandler.permissions.channels import ENDED, EXCEPTION, PERMITTED, PROHIBITED
from formhandler.register.clocks import CUSTOMER
from formhandler.register.fields import PERSON
from record.model.sharing import Channel

OPT_IN, SOFT_OPT_IN = "opt-in", "soft-opt-in"


class Why(StrEnum):
    """Why somebody is not on a list."""

    RESTRICTED = "restricted"
    PROHIBITED = "prohibited"
    FIRM_PROHIBITED = "firm_prohibited"  # of a contact person: the organisation said no
    ENDED = "ended"
    NO_PERMISSION = "no_permission"
    NO_POINT = "no_point"  # none that is kept for this purpose
    SUPPRESSED = "suppressed"  # the contact point itself is forbidden, maybe from before this card


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Of one card what the gate has to know."""

    kind: str  # of register.fields.KINDS
    relation: str  # of register.clocks.RELATIONS; a contact person has the organisation's
    restricted: bool
    states: Mapping[str, str]  # channel → what the newest line of the ledger says; nothing: no line
    firm: Mapping[str, str]  # the same of a contact person's organisation
    points: tuple[str, ...]  # contact points of the channel that are kept for its purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The contact point by which somebody may be reached, or why by none."""

    point: str = ""
    why: Why | None = None


#: Whether a contact point is forbidden on a channel, by its keyed hash.
Suppressed = Callable[[str, str], bool]


def rule(channel: Channel, kind: str) -> str:
    """What the channel asks for: of people one rule, of companies and those who act for them another."""
    return channel.natural if kind == PERSON else channel.legal


def judge(channel: Channel, use: str | None, who: Candidate, suppressed: Suppressed) -> Verdict:
    """
    Whether *who* may be reached by *channel*.

    Args:
        use: One of channels.DISTANCE and RESEARCH, when the list is for that; None: plain advertising.
    """
    asked = (channel.id, use) if use else (channel.id,)
    if why := _forbidden(asked, who):
        return Verdict(why=why)
    if not _permitted(rule(channel, who.kind), who.states.get(channel.id), who.relation):
        return Verdict(why=Why.NO_PERMISSION)
    if not who.points:
        return Verdict(why=Why.NO_POINT)
    free = (point for point in who.points if not any(suppressed(one, point) for one in asked))
    point = next(free, "")
    return Verdict(point=point) if point else Verdict(why=Why.SUPPRESSED)


def _forbidden(asked: tuple[str, ...], who: Candidate) -> Why | None:
    if who.restricted:
        return Why.RESTRICTED
    own = {who.states.get(one) for one in asked}
    if PROHIBITED in own:
        return Why.PROHIBITED
    if {PROHIBITED, ENDED} & {who.firm.get(one) for one in asked}:
        return Why.FIRM_PROHIBITED
    return Why.ENDED if ENDED in own else None


def _permitted(rule: str, state: str | None, relation: str) -> bool:
    if state == PERMITTED:
        return True
    if rule == OPT_IN:
        return False
    if rule == SOFT_OPT_IN:
        return state == EXCEPTION and relation == CUSTOMER
    return True
