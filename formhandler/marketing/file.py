"""
A list as CSV, for a spreadsheet or a program that sends messages.

The columns stand always in this order; a mail's two headers are written as they go into it (RFC 8058).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from formhandler.exchange.exporting import safe
from formhandler.marketing.making import LINKED, Line
from formhandler.permissions.channels import EMAIL
from formhandler.unsubscribing import link
from texts import Translator

# A spreadsheet in Finland expects semicolons, and the mark at the beginning, which says that it is UTF-8.
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def as_csv(lines: Iterable[Line], channel: str, t: Translator) -> Iterator[str]:
    """
    The whole file, line by line, the columns' names first.

    What a spreadsheet would calculate begins with an apostrophe; a number as +358… stays as it is, for it is
    dialled.
    """
    yield MARK + _row([t("Name"), t("Contact point"), t("Language"), *_heads(channel, t)])
    for line in lines:
        yield _row([safe(cell) for cell in (line.name, line.point, line.lang, *_links(line, channel))])


def _row(cells: Sequence[str]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _heads(channel: str, t: Translator) -> tuple[str, ...]:
    if channel == EMAIL:
        return ("List-Unsubscribe", "List-Unsubscribe-Post")
    return (t("Link that ends the marketing"),) if channel in LINKED else ()


def _links(line: Line, channel: str) -> tuple[str, ...]:
    if channel == EMAIL:
        return link.headers(line.link)
    return (line.link,) if channel in LINKED else ()
