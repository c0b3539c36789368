"""One list: whom it names, each with a link of its own that ends the marketing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formhandler.permissions import channels
from formhandler.permissions.channels import EMAIL, SMS
from formhandler.permissions.listing import Recipient
from formhandler.unsubscribing import link
from record import Record

#: Channels whose messages can carry a link.
LINKED = (EMAIL, SMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One recipient, as the file names them."""

    card: str
    name: str
    point: str  # an e-mail address, a number, or name and address on one line
    lang: str  # "" when nobody knows
    token: str  # of the link; "" where the channel carries none
    link: str  # its address


def lines(
    recipients: Iterable[Recipient], langs: Mapping[str, str], *, record: Record, channel: str, site: str
) -> list[Line]:
    """
    A fresh link for each.

    Args:
        langs: Card's id → the language in which its person agreed.
        site: The site's address, as "https://www.example.fi".
    """
    return [
        _line(one, langs.get(one.card, ""), record=record, channel=channel, site=site) for one in recipients
    ]


def _line(one: Recipient, lang: str, *, record: Record, channel: str, site: str) -> Line:
    token = link.new() if channel in LINKED else ""
    spoken = lang if lang in record.languages else record.binding
    address = link.address(record, site, spoken, token) if token else ""
    return Line(card=one.card, name=one.name, point=one.point, lang=lang, token=token, link=address)


def kept(lines: Iterable[Line], channel: str, key: bytes) -> list[tuple[bytes, bytes, str]]:
    """What is kept of the links: of each its lookup, the hash that it suppresses, and the card's id."""
    return [
        (link.digest(line.token), channels.suppression(key, channel, line.point), line.card)
        for line in lines
        if line.token
    ]
