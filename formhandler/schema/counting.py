"""The sums of visits."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from formhandler.schema.base import Counter, metadata

# ---------- counting of visits: sums alone, and never joined with any table above ----------
# A day is the number of days from 1970-01-01 to a calendar date in Europe/Helsinki, a month that of its first
# day; with the ids of names they keep a row of a year's many at some fifteen bytes.

# What is counted, by name: pages, hosts, languages and so on.
count_name = Table(
    "count_name",
    metadata,
    Column("id", Counter, Identity(), primary_key=True),
    Column(
        "name", Text, nullable=False, unique=True, comment="a page's path, a host, a language …; *: the rest"
    ),
    CheckConstraint("length(name) <= 255", name="name_length"),
)


def _pages(period: str) -> Table:
    return Table(
        f"count_page_{period}",
        metadata,
        Column(period, Integer, primary_key=True, autoincrement=False, comment="days since 1970-01-01"),
        Column("page", Integer, primary_key=True, autoincrement=False, comment="count_name.id"),
        Column("views", Integer, nullable=False),
        Column("entries", Integer, nullable=False, comment="views by people who came from elsewhere"),
        Column(
            "onward", Integer, nullable=False, comment="views of any page by people who came from this one"
        ),
        Column("returns", Integer, nullable=False, comment="shown again by going back to it"),
        Column("reloads", Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _sums(period: str) -> Table:
    return Table(
        f"count_sum_{period}",
        metadata,
        Column("dim", Integer, primary_key=True, autoincrement=False, comment="counts/dims.py"),
        Column(period, Integer, primary_key=True, autoincrement=False, comment="days since 1970-01-01"),
        Column("key", Integer, primary_key=True, autoincrement=False, comment="count_name.id"),
        Column("n", Integer, nullable=False),
        sqlite_with_rowid=False,
    )


count_page_day, count_page_month = _pages("day"), _pages("month")
count_sum_day, count_sum_month = _sums("day"), _sums("month")

# The last 48 hours, for today's picture.
count_hour = Table(
    "count_hour",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False, comment="hours since 1970-01-01T00:00Z"),
    Column("views", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
)

# What happened on a day, for whoever reads the figures: a new site, or the owner's own words.
count_note = Table(
    "count_note",
    metadata,
    Column("id", Counter, Identity(), primary_key=True),
    Column("day", Date, nullable=False, comment="Europe/Helsinki"),
    Column("kind", Text, nullable=False, comment="published, own or imported"),
    Column(
        "body", Text, nullable=False, comment="own: the words; published, imported: what tells it from others"
    ),
    Index(None, "day"),
    UniqueConstraint("day", "kind", "body"),
    CheckConstraint("kind IN ('published', 'own', 'imported')", name="kind"),
    CheckConstraint("length(body) <= 200", name="body_length"),
)

# What the owner has switched on: the link for others to read, the token of the API, the monthly mail.
count_option = Table(
    "count_option",
    metadata,
    Column("name", Text, primary_key=True, comment="link, token or report"),
    Column("value", LargeBinary, nullable=False, comment="of link and token the SHA-256, 32 bytes"),
    CheckConstraint("name IN ('link', 'token', 'report')", name="name"),
    CheckConstraint("length(value) <= 32", name="value_length"),
)

# How far each log of the web server has been counted, in the transaction that counted it.
count_place = Table(
    "count_place",
    metadata,
    Column("log", Text, primary_key=True, comment="its path"),
    Column("file", Text, nullable=False, comment="which file stood there: device, inode and how it begins"),
    Column("offset", BigInteger, nullable=False, comment="bytes; every whole line before it is counted"),
    Column("at", BigInteger, nullable=False, comment="seconds UTC"),
    CheckConstraint('"offset" >= 0', name="offset"),
)

# Files with figures of another program, so that none is taken twice.
count_import = Table(
    "count_import",
    metadata,
    Column("digest", LargeBinary, primary_key=True, comment="SHA-256 of the file, 32 bytes"),
    Column("kind", Text, nullable=False, comment="combined, goatcounter or plausible"),
    Column("first", Date, nullable=False, comment="Europe/Helsinki"),
    Column("last", Date, nullable=False, comment="Europe/Helsinki"),
    Column("at", BigInteger, nullable=False, comment="seconds UTC"),
    CheckConstraint("length(digest) = 32", name="digest_length"),
    CheckConstraint("last >= first", name="days"),
)
