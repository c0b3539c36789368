"""The consent record: what was shown, what was chosen, how far the chain reaches, and the week's sums."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_text",
        sa.Column("hash", sa.Text, primary_key=True, comment="SHA-256 of the body in UTF-8, hex"),
        sa.Column("lang", sa.Text, nullable=False, comment="fi, sv or en"),
        sa.Column("body", sa.Text, nullable=False, comment="as it was shown, a line each"),
        sa.Column("first_used_at", sa.BigInteger, nullable=False, comment="seconds UTC"),
        sa.CheckConstraint("length(hash) = 64", name="hash_length"),
    )
    _event()
    op.create_table(
        "consent_checkpoint",
        sa.Column("day", sa.Date, primary_key=True, comment="Europe/Helsinki"),
        sa.Column("seq", sa.BigInteger, nullable=False, comment="the last event of the day"),
        sa.Column("link", sa.LargeBinary, nullable=False, comment="its link, 32 bytes"),
        sa.Column(
            "mac",
            sa.LargeBinary,
            nullable=False,
            comment="HMAC over the checkpoint before, day, seq, link, 32 bytes",
        ),
        sa.CheckConstraint("length(link) = 32", name="link_length"),
        sa.CheckConstraint("length(mac) = 32", name="mac_length"),
    )
    op.create_table(
        "consent_count",
        sa.Column("week", sa.Date, primary_key=True, comment="its Monday, Europe/Helsinki"),
        sa.Column("what", sa.Text, primary_key=True, comment="asked, given, partly, refused, withdrawn"),
        sa.Column("n", sa.Integer, nullable=False),
        sa.CheckConstraint("what IN ('asked', 'given', 'partly', 'refused', 'withdrawn')", name="what"),
        sa.CheckConstraint("n > 0", name="n"),
    )
    op.create_table(
        "consent_check",
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False, comment="seconds UTC"),
        sa.Column("events", sa.BigInteger, nullable=False, comment="how many there were"),
        sa.Column("faults", sa.BigInteger, nullable=False, comment="how many things were wrong"),
        sa.CheckConstraint("events >= 0", name="events"),
        sa.CheckConstraint("faults >= 0", name="faults"),
    )


def _event() -> None:
    op.create_table(
        "consent_event",
        sa.Column(
            "seq", sa.BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 … without a gap"
        ),
        sa.Column("id", sa.Text, unique=True, comment="random, 32 hex digits; null once erased"),
        sa.Column(
            "submission",
            sa.Text,
            unique=True,
            comment="of the page and the answer: twice the same is one event",
        ),
        sa.Column("body", sa.Text, comment="canonical JSON; null once erased"),
        sa.Column(
            "expires_on",
            sa.Date,
            comment="last day it is kept, Europe/Helsinki; null: while the consent holds",
        ),
        sa.Column("ended_by", sa.BigInteger, comment="seq of the choice that replaced it before its time"),
        sa.Column(
            "digest",
            sa.LargeBinary,
            nullable=False,
            comment="SHA-256 of submission and body, 32 bytes; stays when they go",
        ),
        sa.Column(
            "link",
            sa.LargeBinary,
            nullable=False,
            comment="HMAC over the link before, seq and digest, 32 bytes",
        ),
        sa.Column("erased", sa.LargeBinary, comment="HMAC that says the janitor erased it, 32 bytes"),
        sa.CheckConstraint("seq > 0", name="seq"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.CheckConstraint("length(digest) = 32", name="digest_length"),
        sa.CheckConstraint("length(link) = 32", name="link_length"),
        sa.CheckConstraint("(body IS NULL) = (erased IS NOT NULL)", name="erased"),
        sa.CheckConstraint("(body IS NULL) = (id IS NULL)", name="erased_id"),
    )
    op.create_index("ix_consent_event_expires_on", "consent_event", ["expires_on"])


def downgrade() -> None:
    for table in ("consent_check", "consent_count", "consent_checkpoint", "consent_event", "consent_text"):
        op.drop_table(table)
