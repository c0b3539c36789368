"""The SQL of what opens the figures: a row of count_option each, where it is switched on."""

from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from formhandler.schema import count_option


class Opens(StrEnum):
    """What a token can open, by the name of its row."""

    LINK = "link"  # the page for others
    TOKEN = "token"  # noqa: S105  # no secret: the API's, a name


def keep(db: Connection, which: Opens, digest: bytes) -> None:
    """Keep the hash of a new token; the one before opens nothing any more."""
    end(db, which)
    db.execute(insert(count_option).values(name=which.value, value=digest))


def end(db: Connection, which: Opens) -> bool:
    """Switch it off; returns whether it was on."""
    return db.execute(delete(count_option).where(count_option.c.name == which.value)).rowcount > 0


def kept(db: Connection, which: Opens) -> bytes | None:
    """The hash of the token; None while it is switched off."""
    value = select(count_option.c.value).where(count_option.c.name == which.value)
    found: bytes | None = db.execute(value).scalar_one_or_none()
    return found
