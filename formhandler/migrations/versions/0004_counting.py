"""Counting of visits: sums by day and month, and what the owner has switched on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "count_name",
        sa.Column("id", Counter, sa.Identity(), primary_key=True),
        sa.Column(
            "name",
            sa.Text,
            nullable=False,
            unique=True,
            comment="a page's path, a host, a language …; *: the rest",
        ),
        sa.CheckConstraint("length(name) <= 255", name="name_length"),
    )
    for period in ("day", "month"):
        _pages(period)
        _sums(period)
    op.create_table(
        "count_hour",
        sa.Column(
            "hour",
            sa.Integer,
            primary_key=True,
            autoincrement=False,
            comment="hours since 1970-01-01T00:00Z",
        ),
        sa.Column("views", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    _beside()
    _files()
    _reports()


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'report'")
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name, type_ in (("kind", "check"), ("month", "check"), ("uq_outbox_kind_month", "unique")):
            table.drop_constraint(name, type_=type_)
        table.drop_column("month")
        table.create_check_constraint("kind", "kind IN ('notice')")
    for name in ("import", "place", "option", "note", "hour"):
        op.drop_table(f"count_{name}")
    for period in ("day", "month"):
        op.drop_table(f"count_sum_{period}")
        op.drop_table(f"count_page_{period}")
    op.drop_table("count_name")


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False, comment=comment)


def _pages(period: str) -> None:
    op.create_table(
        f"count_page_{period}",
        _number(period, "days since 1970-01-01"),
        _number("page", "count_name.id"),
        sa.Column("views", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False, comment="views by people who came from elsewhere"),
        sa.Column(
            "onward",
            sa.Integer,
            nullable=False,
            comment="views of any page by people who came from this one",
        ),
        sa.Column("returns", sa.Integer, nullable=False, comment="shown again by going back to it"),
        sa.Column("reloads", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _sums(period: str) -> None:
    op.create_table(
        f"count_sum_{period}",
        _number("dim", "counts/dims.py"),
        _number(period, "days since 1970-01-01"),
        _number("key", "count_name.id"),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _beside() -> None:
    """What stands beside the figures."""
    op.create_table(
        "count_note",
        sa.Column("id", Counter, sa.Identity(), primary_key=True),
        sa.Column("day", sa.Date, nullable=False, comment="Europe/Helsinki"),
        sa.Column("kind", sa.Text, nullable=False, comment="published, own or imported"),
        sa.Column(
            "body",
            sa.Text,
            nullable=False,
            comment="own: the words; published, imported: what tells it from others",
        ),
        sa.UniqueConstraint("day", "kind", "body"),
        sa.CheckConstraint("kind IN ('published', 'own', 'imported')", name="kind"),
        sa.CheckConstraint("length(body) <= 200", name="body_length"),
    )
    op.create_index("ix_count_note_day", "count_note", ["day"])
    op.create_table(
        "count_option",
        sa.Column("name", sa.Text, primary_key=True, comment="link, token or report"),
        sa.Column("value", sa.LargeBinary, nullable=False, comment="of link and token the SHA-256, 32 bytes"),
        sa.CheckConstraint("name IN ('link', 'token', 'report')", name="name"),
        sa.CheckConstraint("length(value) <= 32", name="value_length"),
    )


def _files() -> None:
    op.create_table(
        "count_place",
        sa.Column("log", sa.Text, primary_key=True, comment="its path"),
        sa.Column(
            "file",
            sa.Text,
            nullable=False,
            comment="which file stood there: device, inode and how it begins",
        ),
        sa.Column(
            "offset", sa.BigInteger, nullable=False, comment="bytes; every whole line before it is counted"
        ),
        sa.Column("at", sa.BigInteger, nullable=False, comment="seconds UTC"),
        sa.CheckConstraint('"offset" >= 0', name="offset"),
    )
    op.create_table(
        "count_import",
        sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the file, 32 bytes"),
        sa.Column("kind", sa.Text, nullable=False, comment="combined, goatcounter or plausible"),
        sa.Column("first", sa.Date, nullable=False, comment="Europe/Helsinki"),
        sa.Column("last", sa.Date, nullable=False, comment="Europe/Helsinki"),
        sa.Column("at", sa.BigInteger, nullable=False, comment="seconds UTC"),
        sa.CheckConstraint("length(digest) = 32", name="digest_length"),
        sa.CheckConstraint("last >= first", name="days"),
    )


def _reports() -> None:
    """The monthly report goes the way of the notices."""
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint("kind", type_="check")
        table.alter_column(
            "kind",
            existing_type=sa.Text,
            existing_nullable=False,
            comment="'notice': a message came; nothing of it. 'report': the month's figures",
        )
        table.add_column(
            sa.Column("month", sa.Date, comment="of a report: the first day of the month it is of")
        )
        table.create_unique_constraint("uq_outbox_kind_month", ["kind", "month"])
        table.create_check_constraint("kind", "kind IN ('notice', 'report')")
        table.create_check_constraint("month", "(kind = 'report') = (month IS NOT NULL)")
