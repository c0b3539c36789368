"""
Every table of the archive, in one place: the migrations are tested against it.

No column holds personal data in clear. A message's words, names and addresses
exist only inside ``message.envelope``, sealed to the owner's key. Times, "seconds UTC",
are whole seconds since 1970-01-01T00:00Z; days are calendar dates in Europe/Helsinki.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

# Every constraint has a name, because only a named one can be changed by a migration on both databases.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in a column whose type is exactly INTEGER.
Counter = BigInteger().with_variant(Integer, "sqlite")

archive_key = Table(
    "archive_key",
    metadata,
    Column("key_id", Text, primary_key=True, comment="SHA-256 of the public half, first 8 bytes, hex"),
    Column("public", LargeBinary, nullable=False, comment="X25519 public half, 32 bytes"),
    Column("created_at", BigInteger, nullable=False, comment="seconds UTC"),
    CheckConstraint("length(key_id) = 16", name="key_id_length"),
    CheckConstraint("length(public) = 32", name="public_length"),
)

message = Table(
    "message",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of receipt, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits; bound into the envelope"),
    Column("submission", Text, nullable=False, comment="the check page or ticket it was sent from"),
    # HMAC under the app's secret: from a bare hash in a stolen database a short message could be guessed.
    Column("digest", LargeBinary, nullable=False, comment="HMAC-SHA-256 of the content, 32 bytes"),
    Column("kind", Text, nullable=False, comment="'message', or 'quarantine' for suspected spam"),
    Column("day", Date, nullable=False, comment="day of receipt, Europe/Helsinki"),
    Column("expires_on", Date, nullable=False, comment="last day it is kept, Europe/Helsinki"),
    Column("key_id", Text, ForeignKey("archive_key.key_id"), nullable=False),
    Column("envelope", LargeBinary, nullable=False, comment="sealed; layout in vault/envelope.py"),
    Column("reference", Text, nullable=False, unique=True, comment="shown to the visitor as receipt"),
    # The same page sent twice is one message; the same page sent with other words is another.
    UniqueConstraint("submission", "digest"),
    Index(None, "expires_on"),
    CheckConstraint("length(id) = 32", name="id_length"),
    CheckConstraint("length(digest) = 32", name="digest_length"),
    CheckConstraint("kind IN ('message', 'quarantine')", name="kind"),
    CheckConstraint("expires_on >= day", name="expires_after_receipt"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, Identity(), primary_key=True),
    Column("kind", Text, nullable=False, comment="'notice': a message came; nothing of it"),
    Column("created_at", BigInteger, nullable=False, comment="seconds UTC"),
    Column("due_at", BigInteger, nullable=False, comment="not tried before; seconds UTC"),
    Column("tries", Integer, nullable=False, server_default="0", comment="deliveries attempted so far"),
    Column("state", Text, nullable=False, server_default="waiting", comment="waiting, sending, sent, failed"),
    Column("batch", Text, comment="local part of the Message-ID of the mail that carries this row"),
    Column("lease_until", BigInteger, comment="if still sending then, the sender died; seconds UTC"),
    # The server's own words can quote an address, so only its code and the error's class are kept.
    Column("last_error", Text, comment="SMTP code and error class, as '451 SMTPDataError'"),
    Column("sent_at", BigInteger, comment="seconds UTC"),
    Index(None, "state", "due_at"),
    CheckConstraint("kind IN ('notice')", name="kind"),
    CheckConstraint("tries >= 0", name="tries"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="state"),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    CheckConstraint("length(last_error) <= 80", name="last_error_length"),
    sqlite_autoincrement=True,
)
