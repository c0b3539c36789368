"""The record of what visitors chose."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from formhandler.schema.base import metadata

# The exact words that were shown when somebody chose. They stay readable for ever: they are nobody's data.
consent_text = Table(
    "consent_text",
    metadata,
    Column("hash", Text, primary_key=True, comment="SHA-256 of the body in UTF-8, hex"),
    Column("lang", Text, nullable=False, comment="fi, sv or en"),
    Column("body", Text, nullable=False, comment="as it was shown, a line each"),
    Column("first_used_at", BigInteger, nullable=False, comment="seconds UTC"),
    CheckConstraint("length(hash) = 64", name="hash_length"),
)

# What somebody chose, and when. No row says who: no address, no browser. consent/event.py has the layout.
consent_event = Table(
    "consent_event",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 … without a gap"),
    Column("id", Text, unique=True, comment="random, 32 hex digits; null once erased"),
    Column(
        "submission", Text, unique=True, comment="of the page and the answer: twice the same is one event"
    ),
    Column("body", Text, comment="canonical JSON; null once erased"),
    Column("expires_on", Date, comment="last day it is kept, Europe/Helsinki; null: while the consent holds"),
    Column("ended_by", BigInteger, comment="seq of the choice that replaced it before its time"),
    Column(
        "digest",
        LargeBinary,
        nullable=False,
        comment="SHA-256 of submission and body, 32 bytes; stays when they go",
    ),
    Column(
        "link", LargeBinary, nullable=False, comment="HMAC over the link before, seq and digest, 32 bytes"
    ),
    Column("erased", LargeBinary, comment="HMAC that says the janitor erased it, 32 bytes"),
    Index(None, "expires_on"),
    CheckConstraint("seq > 0", name="seq"),
    CheckConstraint("length(id) = 32", name="id_length"),
    CheckConstraint("length(digest) = 32", name="digest_length"),
    CheckConstraint("length(link) = 32", name="link_length"),
    CheckConstraint("(body IS NULL) = (erased IS NOT NULL)", name="erased"),
    CheckConstraint("(body IS NULL) = (id IS NULL)", name="erased_id"),
)

# How far the chain reached at the end of each day; the newest row is its head.
consent_checkpoint = Table(
    "consent_checkpoint",
    metadata,
    Column("day", Date, primary_key=True, comment="Europe/Helsinki"),
    Column("seq", BigInteger, nullable=False, comment="the last event of the day"),
    Column("link", LargeBinary, nullable=False, comment="its link, 32 bytes"),
    Column(
        "mac",
        LargeBinary,
        nullable=False,
        comment="HMAC over the checkpoint before, day, seq, link, 32 bytes",
    ),
    CheckConstraint("length(link) = 32", name="link_length"),
    CheckConstraint("length(mac) = 32", name="mac_length"),
)

# How many were asked and what they answered: a sum a week, of nobody.
consent_count = Table(
    "consent_count",
    metadata,
    Column("week", Date, primary_key=True, comment="its Monday, Europe/Helsinki"),
    Column("what", Text, primary_key=True, comment="asked, given, partly, refused, withdrawn"),
    Column("n", Integer, nullable=False),
    CheckConstraint("what IN ('asked', 'given', 'partly', 'refused', 'withdrawn')", name="what"),
    CheckConstraint("n > 0", name="n"),
)

# When somebody last went through the consent record, and what came of it: one row, or none before the first.
consent_check = Table(
    "consent_check",
    metadata,
    Column("at", BigInteger, primary_key=True, autoincrement=False, comment="seconds UTC"),
    Column("events", BigInteger, nullable=False, comment="how many there were"),
    Column("faults", BigInteger, nullable=False, comment="how many things were wrong"),
    CheckConstraint("events >= 0", name="events"),
    CheckConstraint("faults >= 0", name="faults"),
)
