"""The register: cards, permissions, requests, what the law has us write down; packages; the week's mail."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")

BEFORE = (
    "'notice': a message came; nothing of it. 'report': the month's figures",
    "of a report: the first day of the month it is of",
)
WEEK = (f"{BEFORE[0]}. 'week': what is due", f"{BEFORE[1]}; of a week: its Monday")


def upgrade() -> None:
    _kinds("answer draft package template access lists", "answer draft package")
    _mails("notice report week", "(kind = 'notice') = (month IS NULL)", WEEK)
    _confirmation()
    _suppression()
    _tombstone()
    _unsubscribe_link()
    _card()
    _dossier()
    _request()
    _entry()
    _permission()


def downgrade() -> None:
    op.execute("DELETE FROM document WHERE kind = 'package'")
    op.execute("DELETE FROM outbox WHERE kind = 'week'")
    op.drop_table("permission")
    op.drop_table("entry")
    op.drop_table("request")
    op.drop_table("dossier")
    op.drop_table("card")
    op.drop_table("unsubscribe_link")
    op.drop_table("tombstone")
    op.drop_table("suppression")
    op.drop_table("confirmation")
    _kinds("answer draft template access lists", "answer draft")
    _mails("notice report", "(kind = 'report') = (month IS NOT NULL)", BEFORE)


def _kinds(kinds: str, of_threads: str) -> None:
    """What a document may be, and which of them belong to a conversation."""
    with op.batch_alter_table("document", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column(
            "kind", existing_type=sa.Text, existing_nullable=False, comment=", ".join(kinds.split())
        )
        table.drop_constraint("kind", type_="check")
        table.drop_constraint("thread", type_="check")
        table.create_check_constraint("kind", f"kind IN ({_listed(kinds)})")
        table.create_check_constraint("thread", f"(kind IN ({_listed(of_threads)})) = (thread IS NOT NULL)")


def _mails(kinds: str, month: str, said: tuple[str, str]) -> None:
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("kind", existing_type=sa.Text, existing_nullable=False, comment=said[0])
        table.alter_column("month", existing_type=sa.Date, comment=said[1])
        table.drop_constraint("kind", type_="check")
        table.drop_constraint("month", type_="check")
        table.create_check_constraint("kind", f"kind IN ({_listed(kinds)})")
        table.create_check_constraint("month", month)


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _confirmation() -> None:
    op.create_table(
        "confirmation",
        sa.Column(
            "lookup", sa.LargeBinary(), nullable=False, comment="SHA-256 of the link's random part, 32 bytes"
        ),
        sa.Column("message", sa.Text(), nullable=False, comment="message.id whose box was ticked"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="id of the record's purpose"),
        sa.Column("event", sa.Text(), nullable=False, comment="id of the consent event"),
        sa.Column("text", sa.Text(), nullable=False, comment="hash of the words that were accepted"),
        sa.Column(
            "suppression", sa.LargeBinary(), nullable=False, comment="hash of channel and address, 32 bytes"
        ),
        sa.Column("card", sa.Text(), comment="the card with this address that the message was put on"),
        sa.Column(
            "mail",
            sa.LargeBinary(),
            comment="the mail that asks, sealed for the mail process; null once it is out",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False, comment="seconds UTC"),
        sa.Column(
            "expires_at", sa.BigInteger(), nullable=False, comment="no answer by then is a no; seconds UTC"
        ),
        sa.Column("confirmed_at", sa.BigInteger(), comment="seconds UTC"),
        sa.CheckConstraint("length(lookup) = 32", name="lookup_length"),
        sa.CheckConstraint("length(suppression) = 32", name="suppression_length"),
        sa.PrimaryKeyConstraint("lookup"),
        sa.UniqueConstraint("message", "purpose"),
    )
    op.create_index("ix_confirmation_expires_at", "confirmation", ["expires_at"])


def _suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column(
            "hash",
            sa.LargeBinary(),
            nullable=False,
            comment="HMAC-SHA-256 of channel and contact point, 32 bytes",
        ),
        sa.Column("channel", sa.Text(), nullable=False, comment="one of permissions/channels.py"),
        sa.Column("day", sa.Date(), nullable=False, comment="Europe/Helsinki"),
        sa.CheckConstraint("length(hash) = 32", name="hash_length"),
        sa.PrimaryKeyConstraint("hash"),
    )


def _tombstone() -> None:
    op.create_table(
        "tombstone",
        sa.Column("seq", Counter, sa.Identity(), nullable=False, comment="order of writing, never reused"),
        sa.Column(
            "what",
            sa.Text(),
            nullable=False,
            comment="a table whose row went, or suppressed, released, narrowed",
        ),
        sa.Column(
            "ref",
            sa.Text(),
            nullable=False,
            comment="the row's random id; of a suppression channel and hash, hex",
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="Europe/Helsinki"),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tombstone_day", "tombstone", ["day"])


def _unsubscribe_link() -> None:
    op.create_table(
        "unsubscribe_link",
        sa.Column(
            "lookup", sa.LargeBinary(), nullable=False, comment="SHA-256 of the link's random part, 32 bytes"
        ),
        sa.Column("suppression", sa.LargeBinary(), nullable=False, comment="the hash to suppress, 32 bytes"),
        sa.Column("channel", sa.Text(), nullable=False, comment="one of permissions/channels.py"),
        sa.Column("card", sa.Text(), nullable=False, comment="card.id, maybe erased since"),
        sa.Column("day", sa.Date(), nullable=False, comment="day of the list, Europe/Helsinki"),
        sa.Column("used_at", sa.BigInteger(), comment="seconds UTC"),
        sa.CheckConstraint("length(lookup) = 32", name="lookup_length"),
        sa.CheckConstraint("length(suppression) = 32", name="suppression_length"),
        sa.PrimaryKeyConstraint("lookup"),
    )
    op.create_index("ix_unsubscribe_link_card", "unsubscribe_link", ["card"])
    op.create_index("ix_unsubscribe_link_day", "unsubscribe_link", ["day"])


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("seq", Counter, sa.Identity(), nullable=False, comment="order of making, never reused"),
        sa.Column("id", sa.Text(), nullable=False, comment="random, 32 hex digits"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organisation, or contact: one of its people"
        ),
        sa.Column("organisation", sa.Text(), comment="of a contact: whose"),
        sa.Column("day", sa.Date(), nullable=False, comment="day it was made, Europe/Helsinki"),
        sa.Column("relation", sa.Text(), nullable=False, comment="none, customer, ended"),
        sa.Column("ended_on", sa.Date(), comment="when the customer relationship ended, Europe/Helsinki"),
        sa.Column(
            "restricted", sa.Boolean(), server_default=sa.false(), nullable=False, comment="GDPR Art. 18"
        ),
        sa.Column(
            "inform_by", sa.Date(), comment="last day to tell the person (GDPR Art. 14(3)); null: no need"
        ),
        sa.Column("informed_on", sa.Date(), comment="when they were told"),
        sa.Column("merged_into", sa.Text(), comment="the card that took its place"),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="one more with every change"
        ),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="its head, for lists and search; vault/rows.py",
        ),
        sa.CheckConstraint("(kind = 'contact') = (organisation IS NOT NULL)", name="organisation"),
        sa.CheckConstraint("(relation = 'ended') = (ended_on IS NOT NULL)", name="ended_on"),
        sa.CheckConstraint("kind IN ('person', 'organisation', 'contact')", name="kind"),
        sa.CheckConstraint("relation IN ('none', 'customer', 'ended')", name="relation"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.ForeignKeyConstraint(["key_id"], ["archive_key.key_id"]),
        sa.ForeignKeyConstraint(["merged_into"], ["card.id"]),
        sa.ForeignKeyConstraint(["organisation"], ["card.id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_card_inform_by", "card", ["inform_by"])
    op.create_index("ix_card_merged_into_version", "card", ["merged_into", "version"])
    op.create_index("ix_card_organisation", "card", ["organisation"])


def _dossier() -> None:
    op.create_table(
        "dossier",
        sa.Column("seq", Counter, sa.Identity(), nullable=False, comment="order of writing, never reused"),
        sa.Column("id", sa.Text(), nullable=False, comment="random, 32 hex digits"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="disclosure, breach, export, import, mapping, agreement, erasure",
        ),
        sa.Column("card", sa.Text(), comment="whose it is about, where it is about one"),
        sa.Column(
            "at", sa.BigInteger(), nullable=False, comment="when it happened or became known; seconds UTC"
        ),
        sa.Column(
            "due_at",
            sa.BigInteger(),
            comment="by when it has to be done, as a breach's notification; seconds UTC",
        ),
        sa.Column("closed_on", sa.Date(), comment="Europe/Helsinki"),
        sa.Column(
            "expires_on",
            sa.Date(),
            nullable=False,
            comment="last day it is kept; 9999-12-31: while it is open",
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="one more with every change"
        ),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="layout in vault/rows.py"),
        sa.CheckConstraint(
            "kind IN ('disclosure', 'breach', 'export', 'import', 'mapping', 'agreement', 'erasure')",
            name="kind",
        ),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.ForeignKeyConstraint(["key_id"], ["archive_key.key_id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dossier_card", "dossier", ["card"])
    op.create_index("ix_dossier_expires_on", "dossier", ["expires_on"])
    op.create_index("ix_dossier_kind", "dossier", ["kind"])


def _request() -> None:
    op.create_table(
        "request",
        sa.Column("seq", Counter, sa.Identity(), nullable=False, comment="order of receipt, never reused"),
        sa.Column("id", sa.Text(), nullable=False, comment="random, 32 hex digits"),
        sa.Column(
            "article", sa.Text(), nullable=False, comment="of the GDPR: 7(3), 15, 16, 17, 18, 20, 21, 21(2)"
        ),
        sa.Column("way", sa.Text(), nullable=False, comment="how it came: web, email, post, phone"),
        sa.Column("card", sa.Text(), comment="whose, once it is known"),
        sa.Column(
            "thread", sa.Text(), comment="the conversation by which it came, or in which it is answered"
        ),
        sa.Column("received_on", sa.Date(), nullable=False, comment="Europe/Helsinki"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day to answer, Europe/Helsinki"),
        sa.Column("extended_on", sa.Date(), comment="when the person was told that it takes longer"),
        sa.Column("closed_on", sa.Date(), comment="when it was answered"),
        sa.Column(
            "expires_on",
            sa.Date(),
            nullable=False,
            comment="last day it is kept; 9999-12-31: while it is open",
        ),
        sa.Column(
            "version", sa.Integer(), server_default="1", nullable=False, comment="one more with every change"
        ),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="layout in vault/rows.py"),
        sa.CheckConstraint("way IN ('web', 'email', 'post', 'phone')", name="way"),
        sa.CheckConstraint("due_on >= received_on", name="due_on"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.ForeignKeyConstraint(["key_id"], ["archive_key.key_id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_request_card", "request", ["card"])
    op.create_index("ix_request_closed_on", "request", ["closed_on"])
    op.create_index("ix_request_expires_on", "request", ["expires_on"])
    op.create_index("ix_request_thread", "request", ["thread"])


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("seq", Counter, sa.Identity(), nullable=False, comment="order of writing, never reused"),
        sa.Column("id", sa.Text(), nullable=False, comment="random, 32 hex digits"),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("data_group", sa.Text(), nullable=False, comment="id of the record's group"),
        sa.Column(
            "purposes", sa.Text(), nullable=False, comment="ids of the record's purposes, a space between"
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="id of the record's source"),
        sa.Column(
            "of",
            sa.Date(),
            nullable=False,
            comment="the day the fact is of; clocks that ask for one begin there",
        ),
        sa.Column("day", sa.Date(), nullable=False, comment="day of writing, Europe/Helsinki"),
        sa.Column(
            "expires_on",
            sa.Date(),
            nullable=False,
            comment="last day it is kept; 9999-12-31: no clock runs yet",
        ),
        sa.Column(
            "replaced_by", sa.Text(), comment="the entry that corrects it, or took it away: its own id"
        ),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="layout in vault/rows.py"),
        sa.CheckConstraint("expires_on >= day", name="expires_after_writing"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.ForeignKeyConstraint(["card"], ["card.id"]),
        sa.ForeignKeyConstraint(["key_id"], ["archive_key.key_id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_card", "entry", ["card"])
    op.create_index("ix_entry_expires_on", "entry", ["expires_on"])


def _permission() -> None:
    op.create_table(
        "permission",
        sa.Column("seq", Counter, sa.Identity(), nullable=False, comment="order of writing, never reused"),
        sa.Column("id", sa.Text(), nullable=False, comment="random, 32 hex digits"),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="one of permissions/channels.py"),
        sa.Column("state", sa.Text(), nullable=False, comment="permitted, prohibited, exception, ended"),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="seconds UTC"),
        sa.Column(
            "how",
            sa.Text(),
            nullable=False,
            comment="web, one-click, reply, phone, post, desk, form, import, right",
        ),
        sa.Column("text", sa.Text(), comment="the exact words that were accepted"),
        sa.Column("event", sa.Text(), comment="id of the consent event, where a box was ticked"),
        sa.Column(
            "expires_on", sa.Date(), nullable=False, comment="last day it is kept; 9999-12-31: while it holds"
        ),
        sa.Column("key_id", sa.Text(), comment="null: written while the vault was locked"),
        sa.Column(
            "sealed", sa.LargeBinary(), comment="actor and note; null: nobody was signed in. vault/rows.py"
        ),
        sa.CheckConstraint("state IN ('permitted', 'prohibited', 'exception', 'ended')", name="state"),
        sa.CheckConstraint("(sealed IS NULL) = (key_id IS NULL)", name="sealed"),
        sa.CheckConstraint("length(id) = 32", name="id_length"),
        sa.ForeignKeyConstraint(["card"], ["card.id"]),
        sa.ForeignKeyConstraint(["key_id"], ["archive_key.key_id"]),
        sa.ForeignKeyConstraint(["text"], ["consent_text.hash"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_permission_card", "permission", ["card"])
    op.create_index("ix_permission_expires_on", "permission", ["expires_on"])
