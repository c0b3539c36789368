"""
vCards 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350) as the lines of a CSV file: one road leads onto a card.

Of each card its name, organisation, e-mail and postal addresses and telephone numbers are read. What else it
holds stands in a last column that nobody need map: it is looked through for identity codes, as every cell is.
A card becomes one line, so line n + 1 is card n. What cannot be read becomes a line that the import refuses
and names.
"""

import binascii
import csv
import io
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BEGIN, END = "BEGIN:VCARD", "END:VCARD"
MOST = 100  # values of one kind on a card
#: The columns of the CSV file, by what the card calls them; several of one kind are numbered.
NAME, EMPLOYER, EMAIL, PHONE, STREET, POSTCODE, TOWN, REST = (
    "Name", "Employer", "Email", "Phone", "Street", "Postcode", "City", "Rest",
)  # fmt: skip
_NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)(?:;|$)")
#: What says nothing of a person in words: pictures, sounds, keys, and who made the file.
UNREAD = ("PHOTO", "LOGO", "SOUND", "KEY", "VERSION", "PRODID", "REV", "UID", "KIND")
_CHARSET = re.compile(r";CHARSET=\"?([A-Za-z0-9_-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


class NoCards(ValueError):
    """The file holds no vCard."""


@dataclass(slots=True)
class _Card:
    """What of one vCard goes on."""

    name: str = ""
    made: str = ""  # of its parts, where it has no whole name (2.1)
    company: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    street: str = ""
    postcode: str = ""
    town: str = ""
    rest: list[str] = field(default_factory=list)
    broken: bool = False


def is_one(raw: bytes) -> bool:
    """Whether the file begins as vCards do."""
    beginning = raw.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")[:24].replace(b"\0", b"")
    return beginning.upper().startswith(BEGIN.encode())


def as_csv(raw: bytes) -> bytes:
    """
    The cards of the file as a CSV file in UTF-8.

    Raises:
        NoCards: it holds none.
    """
    cards = list(_cards(_text(raw)))
    if not cards:
        raise NoCards
    emails = max([len(card.emails) for card in cards] + [1])
    phones = max([len(card.phones) for card in cards] + [1])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    mails, numbers = _numbered(EMAIL, emails), _numbered(PHONE, phones)
    header = [NAME, EMPLOYER, *mails, *numbers, STREET, POSTCODE, TOWN, REST]
    writer.writerow(header)
    for card in cards:
        if card.broken:
            writer.writerow(["?"] * (len(header) + 1))  # more cells than the header: refused by its number
            continue
        cells = [card.name or card.made or card.company, card.company]
        cells += [*card.emails, *[""] * (emails - len(card.emails))]
        cells += [*card.phones, *[""] * (phones - len(card.phones))]
        cells += [card.street, card.postcode, card.town, " ".join(card.rest)]
        writer.writerow(map(_one_line, cells))
    return out.getvalue().encode()


def _numbered(name: str, n: int) -> list[str]:
    return [name if place == 1 else f"{name} {place}" for place in range(1, n + 1)]


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _text(raw: bytes) -> str:
    """UTF-8 where it can be; else what Windows wrote. A card's own CHARSET is for its encoded values."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _cards(text: str) -> Iterator[_Card]:
    card: _Card | None = None
    for line in _unfolded(text):
        mark = line.strip().upper()
        if mark == BEGIN:
            if card is not None:  # the one before never ended
                card.broken = True
                yield card
            card = _Card()
        elif card is None:
            continue
        elif mark == END:
            yield card
            card = None
        else:
            _read(card, line)
    if card is not None:
        card.broken = True
        yield card


def _unfolded(text: str) -> Iterator[str]:
    """Lines with what was folded joined: by a space (3.0, 4.0), or by "=" of quoted-printable (2.1)."""
    whole = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line
        elif line[:1] in (" ", "\t") and whole:
            whole += line[1:]
        else:
            if whole:
                yield whole
            whole = line
    if whole:
        yield whole


def _read(card: _Card, line: str) -> None:
    about, colon, value = _parted(line)
    found = _NAME.match(about)
    if found is None or not colon:
        card.broken = card.broken or bool(line.strip())
        return
    try:
        value = _decoded(about, value)
    except (LookupError, ValueError, binascii.Error):
        card.broken = True
        return
    _take(card, found[1].upper(), value)


def _take(card: _Card, name: str, value: str) -> None:
    if name == "FN":
        card.name = card.name or _plain(value)
    elif name == "N":
        family, given, *_ = [*_parts(value), "", ""]
        card.made = f"{given} {family}".strip()
    elif name == "ORG":
        card.company = _parts(value)[0]
    elif name == "EMAIL" and len(card.emails) < MOST:
        card.emails.append(_plain(value).removeprefix("mailto:"))
    elif name == "TEL" and len(card.phones) < MOST:
        card.phones.append(_plain(value).removeprefix("tel:"))
    elif name == "ADR" and not card.street:
        _, extra, street, town, _, postcode = [*_parts(value), *[""] * 6][:6]
        card.street, card.postcode, card.town = f"{street} {extra}".strip(), postcode, town
    elif name not in UNREAD:
        card.rest.append(_plain(value))


def _parted(line: str) -> tuple[str, str, str]:
    """Name and parameters, the colon, and the value; a colon in quotes belongs to a parameter."""
    quoted = False
    for place, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[:place], ":", line[place + 1 :]
    return line, "", ""


def _parts(value: str) -> list[str]:
    """The components of a value, between semicolons that are not escaped."""
    parts, start, escaped = [], 0, False
    for place, char in enumerate(value):
        if char == ";" and not escaped:
            parts.append(value[start:place])
            start = place + 1
        escaped = char == "\\" and not escaped
    return [_plain(part) for part in (*parts, value[start:])]


def _decoded(about: str, value: str) -> str:
    """A value that was encoded to pass through old mail systems (2.1); any other as it stands."""
    upper = about.upper()
    if "QUOTED-PRINTABLE" not in upper and not re.search(r";(?:ENCODING=)?(?:BASE64|B)(?:;|$)", upper):
        return value
    charset = _CHARSET.search(about)
    raw = value.encode("utf-8", "replace")
    raw = quopri.decodestring(raw) if "QUOTED-PRINTABLE" in upper else binascii.a2b_base64(raw)
    return raw.decode(charset[1] if charset else "utf-8")


def _plain(value: str) -> str:
    """Unescaped (RFC 6350 3.4)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
