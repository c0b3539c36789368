"""The sealed archive and the outbox of the owner's notices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration is history: it repeats the schema of its day instead of importing today's.
counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "archive_key",
        sa.Column(
            "key_id", sa.Text, primary_key=True, comment="SHA-256 of the public half, first 8 bytes, hex"
        ),
        sa.Column("public", sa.LargeBinary, nullable=False, comment="X25519 public half, 32 bytes"),
        sa.Column("created_at", sa.BigInteger, nullable=False, comment="seconds UTC"),
        sa.CheckConstraint("length(key_id) = 16", name="key_id_length"),
        sa.CheckConstraint("length(public) = 32", name="public_length"),
    )
    op.create_table(
        "message",
        sa.Column("seq", counter, sa.Identity(), primary_key=True, comment="order of receipt, never reused"),
        sa.Column("id", sa.Text, nullable=False, comment="random, 32 hex digits; bound into the envelope"),
        sa.Column("submission", sa.Text, nullable=False, comment="the check page or ticket it was sent from"),
        sa.Column("digest", sa.LargeBinary, nullable=False, comment="HMAC-SHA-256 of the content, 32 bytes"),
        sa.Column("kind", sa.Text, nullable=False, comment="'message', or 'quarantine' for suspected spam"),
        sa.Column("day", sa.Date, nullable=False, comment="day of receipt, Europe/Helsinki"),
        sa.Column("expires_on", sa.Date, nullable=False, comment="last day it is kept, Europe/Helsinki"),
        sa.Column("key_id", sa.Text, sa.ForeignKey("archive_key.key_id"), nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False, comment="sealed; layout in vault/envelope.py"),
        sa.Column("reference", sa.Text, nullable=False, comment="shown to the visitor as receipt"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("reference"),
        sa.UniqueConstraint("submission", "digest"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.CheckConstraint("length(digest) = 32", name="digest_length"),
        sa.CheckConstraint("kind IN ('message', 'quarantine')", name="kind"),
        sa.CheckConstraint("expires_on >= day", name="expires_after_receipt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_expires_on", "message", ["expires_on"])
    op.create_table(
        "outbox",
        sa.Column("id", counter, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False, comment="'notice': a message came; nothing of it"),
        sa.Column("created_at", sa.BigInteger, nullable=False, comment="seconds UTC"),
        sa.Column("due_at", sa.BigInteger, nullable=False, comment="not tried before; seconds UTC"),
        sa.Column(
            "tries", sa.Integer, nullable=False, server_default="0", comment="deliveries attempted so far"
        ),
        sa.Column(
            "state",
            sa.Text,
            nullable=False,
            server_default="waiting",
            comment="waiting, sending, sent, failed",
        ),
        sa.Column("batch", sa.Text, comment="local part of the Message-ID of the mail that carries this row"),
        sa.Column(
            "lease_until", sa.BigInteger, comment="if still sending then, the sender died; seconds UTC"
        ),
        sa.Column("last_error", sa.Text, comment="SMTP code and error class, as '451 SMTPDataError'"),
        sa.Column("sent_at", sa.BigInteger, comment="seconds UTC"),
        sa.CheckConstraint("kind IN ('notice')", name="kind"),
        sa.CheckConstraint("tries >= 0", name="tries"),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="state"),
        sa.CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        sa.CheckConstraint("length(last_error) <= 80", name="last_error_length"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("message")
    op.drop_table("archive_key")
