"""/.well-known/security.txt: whom to tell of a hole (RFC 9116)."""

from datetime import date, timedelta

from record import Record

# "RECOMMENDED ... less than a year" (RFC 9116, 2.5.5). Every build writes a new one.
VALID = timedelta(days=364)
PATH = ".well-known/security.txt"


def security_txt(record: Record, root: str, today: date) -> str:
    """The file's text; *today* is the day of the build."""
    lines = [
        f"Contact: mailto:{record.contact.email}",
        f"Expires: {(today + VALID).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(record.languages)}",
    ]
    if root:
        lines.append(f"Canonical: {root}/{PATH}")
    return "\n".join(lines) + "\n"
