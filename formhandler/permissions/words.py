"""What the pages of the ledger say."""

from collections.abc import Mapping

from formhandler.permissions import ledger
from formhandler.permissions.channels import (
    CHANNELS,
    DISTANCE,
    EMAIL,
    ENDED,
    EXCEPTION,
    PERMITTED,
    PHONE,
    POST,
    PROHIBITED,
    RESEARCH,
    SMS,
    TARGETING,
)
from formhandler.permissions.gate import Why
from record import Record
from texts import Translator

#: State → the mark beside its words (owner/_parts.html, status).
MARKS = {PERMITTED: "done", EXCEPTION: "done", PROHIBITED: "wrong", ENDED: "wrong"}


def channels(record: Record, t: Translator) -> dict[str, str]:
    """Each channel's name: the record's, where it declares it."""
    usual = {
        EMAIL: t("Email"),
        SMS: t("Text messages"),
        PHONE: t("Telephone"),
        POST: t("Post"),
        DISTANCE: t("Distance selling"),
        RESEARCH: t("Market and opinion research"),
        TARGETING: t("Targeting of online advertising"),
    }
    own = {channel.id: channel.name[t.lang] for channel in record.channels}
    return {id: own.get(id, usual[id]) for id in CHANNELS}


def states(t: Translator) -> Mapping[str, str]:
    """What the newest line of a channel says."""
    return {
        PERMITTED: t("Permitted"),
        PROHIBITED: t("Prohibited"),
        EXCEPTION: t("Customer exception"),
        ENDED: t("Permission withdrawn"),
    }


def summary(record: Record, said: Mapping[str, str], t: Translator) -> list[tuple[str, str, str]]:
    """
    Name, mark and words of each channel of which something was said.

    Args:
        said: Channel → state of its newest line.
    """
    named, state = channels(record, t), states(t)
    return [(named[id], MARKS[said[id]], state[said[id]]) for id in CHANNELS if id in said]


def ways(t: Translator) -> Mapping[str, str]:
    """How something was said."""
    return {
        "phone": t("by telephone"),
        "post": t("by letter"),
        "reply": t("by email"),
        "desk": t("face to face"),
        "web": t("on the website"),
        "form": t("on the website’s form"),
        "one-click": t("with the link in a message"),
        "import": t("in an imported file"),
        "right": t("as a request to the privacy desk"),
    }


def whys(t: Translator) -> Mapping[Why, str]:
    """Why somebody is not on a list."""
    return {
        Why.RESTRICTED: t("the card is restricted"),
        Why.PROHIBITED: t("they prohibited it"),
        Why.FIRM_PROHIBITED: t("their organisation prohibited it"),
        Why.ENDED: t("they withdrew their permission"),
        Why.NO_PERMISSION: t("they have not permitted it"),
        Why.NO_POINT: t("no contact point is kept for it"),
        Why.SUPPRESSED: t("the contact point is on the list of prohibitions"),
    }


def refused(reason: str, t: Translator) -> str:
    """Why the ledger did not take a line (permissions/ledger.py), and what to do."""
    return {
        ledger.NO_CARD: t("This card was erased or merged into another. Nothing was written."),
        ledger.NO_WORDS: t("Write the exact words that were accepted."),
        ledger.NO_EXCEPTION: t("The record declares no customer exception on this channel."),
        ledger.NO_CUSTOMER: t("Only a person who is a customer can have the customer exception."),
        ledger.NOTHING_ENDS: t("Nothing is permitted on this channel, so nothing can end. Prohibit it."),
        ledger.NOT_BY_IMPORT: t("A permission can’t come from an imported file."),
    }[reason]
