"""The owner's side: conversations, receipt codes, what the owner writes, letters, tickets, counts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _message()
    op.create_table(
        "receipt",
        sa.Column("lookup", sa.LargeBinary, primary_key=True, comment="from the code by Argon2id, 16 bytes"),
        sa.Column("thread", sa.Text, nullable=False, comment="the conversation that the code opens"),
        sa.Column(
            "public",
            sa.LargeBinary,
            nullable=False,
            comment="X25519 public half of the thread's key, 32 bytes",
        ),
        sa.Column(
            "private",
            sa.LargeBinary,
            nullable=False,
            comment="its private half, sealed under the code, 60 bytes",
        ),
        sa.UniqueConstraint("thread"),
        sa.CheckConstraint("length(lookup) = 16", name="lookup_length"),
        sa.CheckConstraint("length(public) = 32", name="public_length"),
        sa.CheckConstraint("length(private) = 60", name="private_length"),
    )
    _document()
    _letter()
    op.create_table(
        "ticket",
        sa.Column("nonce", sa.Text, primary_key=True, comment="SHA-256 of the challenge's, hex"),
        sa.Column("expires_at", sa.BigInteger, nullable=False, comment="no longer valid then; seconds UTC"),
    )
    op.create_index("ix_ticket_expires_at", "ticket", ["expires_at"])
    op.create_table(
        "spam_count",
        sa.Column("day", sa.Date, primary_key=True, comment="Europe/Helsinki"),
        sa.Column("code", sa.Text, primary_key=True, comment="the layer's sign, as contact/spam.py names it"),
        sa.Column("n", sa.Integer, nullable=False, comment="messages that showed it"),
        sa.CheckConstraint("n > 0", name="n"),
    )
    op.create_table(
        "blocked",
        sa.Column(
            "hash",
            sa.LargeBinary,
            primary_key=True,
            comment="HMAC-SHA-256 of the kind and the word, 32 bytes",
        ),
        sa.CheckConstraint("length(hash) = 32", name="hash_length"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("token", sa.Text, primary_key=True, comment="random, stands in the mail's subject"),
        sa.Column("sent_at", sa.BigInteger, nullable=False, comment="seconds UTC"),
        sa.Column("seen_at", sa.BigInteger, comment="found in the mailbox; seconds UTC"),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.Text, primary_key=True, comment="'receipt salt'"),
        sa.Column("value", sa.LargeBinary, nullable=False, comment="random bytes, made once"),
    )


def _message() -> None:
    """Each message so far is the whole of its conversation, and nobody has read it in a browser."""
    op.add_column(
        "message",
        sa.Column("thread", sa.Text, comment="id of the conversation's first message, maybe its own"),
    )
    op.execute("UPDATE message SET thread = id")
    with op.batch_alter_table("message", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("thread", existing_type=sa.Text, nullable=False)
        table.add_column(
            sa.Column(
                "state",
                sa.Text,
                nullable=False,
                server_default="new",
                comment="new (unread), open, answered",
            )
        )
        table.add_column(
            sa.Column(
                "receipt_key", sa.LargeBinary, comment="its data key, wrapped to the thread's receipt code"
            )
        )
        table.create_check_constraint("state", "state IN ('new', 'open', 'answered')")
        table.create_index("ix_message_thread", ["thread"])
        table.create_index("ix_message_kind_state", ["kind", "state"])


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("seq", counter, sa.Identity(), primary_key=True, comment="order of writing, never reused"),
        sa.Column("id", sa.Text, nullable=False, comment="random, 32 hex digits; bound into the envelope"),
        sa.Column("kind", sa.Text, nullable=False, comment="answer, draft, template, access, lists"),
        sa.Column("thread", sa.Text, comment="the conversation an answer or draft belongs to"),
        sa.Column("day", sa.Date, nullable=False, comment="day of writing, Europe/Helsinki"),
        sa.Column(
            "expires_on", sa.Date, nullable=False, comment="last day it is kept; 9999-12-31: until changed"
        ),
        sa.Column("key_id", sa.Text, sa.ForeignKey("archive_key.key_id"), nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False, comment="sealed; layout in vault/envelope.py"),
        sa.Column(
            "receipt_key", sa.LargeBinary, comment="its data key, wrapped to the thread's receipt code"
        ),
        sa.UniqueConstraint("id"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.CheckConstraint("kind IN ('answer', 'draft', 'template', 'access', 'lists')", name="kind"),
        sa.CheckConstraint("(kind IN ('answer', 'draft')) = (thread IS NOT NULL)", name="thread"),
        sa.CheckConstraint("expires_on >= day", name="expires_after_writing"),
        sqlite_autoincrement=True,
    )
    for column in ("kind", "thread", "expires_on"):
        op.create_index(f"ix_document_{column}", "document", [column])


def _letter() -> None:
    op.create_table(
        "letter",
        sa.Column("id", counter, sa.Identity(), primary_key=True),
        sa.Column("document", sa.Text, nullable=False, comment="id of the answer it carries"),
        sa.Column("mail_id", sa.Text, nullable=False, comment="local part of its Message-ID"),
        sa.Column(
            "sealed",
            sa.LargeBinary,
            comment="the whole mail under the outbox key; null once it is out or off",
        ),
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
            comment="waiting, sending, sent, failed, doubtful (it may have arrived), bounced, cancelled",
        ),
        sa.Column(
            "lease_until", sa.BigInteger, comment="if still sending then, the sender died; seconds UTC"
        ),
        sa.Column(
            "last_error",
            sa.Text,
            comment="SMTP code and error class, as '451 SMTPDataError'; of a bounce '5.1.1'",
        ),
        sa.Column("sent_at", sa.BigInteger, comment="seconds UTC"),
        sa.UniqueConstraint("document"),
        sa.UniqueConstraint("mail_id"),
        sa.CheckConstraint("tries >= 0", name="tries"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'doubtful', 'bounced', 'cancelled')",
            name="state",
        ),
        sa.CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
        sa.CheckConstraint("length(last_error) <= 80", name="last_error_length"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letter_state_due_at", "letter", ["state", "due_at"])


def downgrade() -> None:
    for table in (
        "installation",
        "heartbeat",
        "blocked",
        "spam_count",
        "ticket",
        "letter",
        "document",
        "receipt",
    ):
        op.drop_table(table)
    with op.batch_alter_table("message", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_index("ix_message_kind_state")
        batch.drop_index("ix_message_thread")
        batch.drop_constraint("state", type_="check")
        for column in ("receipt_key", "state", "thread"):
            batch.drop_column(column)
