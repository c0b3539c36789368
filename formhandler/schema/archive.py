"""The archive: what visitors sent, what was answered, and the mail on its way."""

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
    Table,
    Text,
    UniqueConstraint,
)

from formhandler.schema.base import Counter, metadata

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
    Column("thread", Text, nullable=False, comment="id of the conversation's first message, maybe its own"),
    Column("state", Text, nullable=False, server_default="new", comment="new (unread), open, answered"),
    Column("receipt_key", LargeBinary, comment="its data key, wrapped to the thread's receipt code"),
    # The same page sent twice is one message; the same page sent with other words is another.
    UniqueConstraint("submission", "digest"),
    Index(None, "expires_on"),
    Index(None, "thread"),
    Index(None, "kind", "state"),
    CheckConstraint("length(id) = 32", name="id_length"),
    CheckConstraint("length(digest) = 32", name="digest_length"),
    CheckConstraint("kind IN ('message', 'quarantine')", name="kind"),
    CheckConstraint("state IN ('new', 'open', 'answered')", name="state"),
    CheckConstraint("expires_on >= day", name="expires_after_receipt"),
    sqlite_autoincrement=True,
)

receipt = Table(
    "receipt",
    metadata,
    Column("lookup", LargeBinary, primary_key=True, comment="from the code by Argon2id, 16 bytes"),
    Column("thread", Text, nullable=False, unique=True, comment="the conversation that the code opens"),
    Column("public", LargeBinary, nullable=False, comment="X25519 public half of the thread's key, 32 bytes"),
    Column(
        "private", LargeBinary, nullable=False, comment="its private half, sealed under the code, 60 bytes"
    ),
    CheckConstraint("length(lookup) = 16", name="lookup_length"),
    CheckConstraint("length(public) = 32", name="public_length"),
    CheckConstraint("length(private) = 60", name="private_length"),
)

document = Table(
    "document",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of writing, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits; bound into the envelope"),
    Column("kind", Text, nullable=False, comment="answer, draft, package, template, access, lists"),
    Column("thread", Text, comment="the conversation an answer or draft belongs to"),
    Column("day", Date, nullable=False, comment="day of writing, Europe/Helsinki"),
    Column("expires_on", Date, nullable=False, comment="last day it is kept; 9999-12-31: until changed"),
    Column("key_id", Text, ForeignKey("archive_key.key_id"), nullable=False),
    Column("envelope", LargeBinary, nullable=False, comment="sealed; layout in vault/envelope.py"),
    Column("receipt_key", LargeBinary, comment="its data key, wrapped to the thread's receipt code"),
    Index(None, "kind"),
    Index(None, "thread"),
    Index(None, "expires_on"),
    CheckConstraint("length(id) = 32", name="id_length"),
    CheckConstraint("kind IN ('answer', 'draft', 'package', 'template', 'access', 'lists')", name="kind"),
    CheckConstraint("(kind IN ('answer', 'draft', 'package')) = (thread IS NOT NULL)", name="thread"),
    CheckConstraint("expires_on >= day", name="expires_after_writing"),
    sqlite_autoincrement=True,
)

# An answer on its way by mail. Unlike a notice it is never repeated when it may have arrived.
letter = Table(
    "letter",
    metadata,
    Column("id", Counter, Identity(), primary_key=True),
    Column("document", Text, nullable=False, unique=True, comment="id of the answer it carries"),
    Column("mail_id", Text, nullable=False, unique=True, comment="local part of its Message-ID"),
    Column("sealed", LargeBinary, comment="the whole mail under the outbox key; null once it is out or off"),
    Column("created_at", BigInteger, nullable=False, comment="seconds UTC"),
    Column("due_at", BigInteger, nullable=False, comment="not tried before; seconds UTC"),
    Column("tries", Integer, nullable=False, server_default="0", comment="deliveries attempted so far"),
    Column(
        "state",
        Text,
        nullable=False,
        server_default="waiting",
        comment="waiting, sending, sent, failed, doubtful (it may have arrived), bounced, cancelled",
    ),
    Column("lease_until", BigInteger, comment="if still sending then, the sender died; seconds UTC"),
    Column(
        "last_error", Text, comment="SMTP code and error class, as '451 SMTPDataError'; of a bounce '5.1.1'"
    ),
    Column("sent_at", BigInteger, comment="seconds UTC"),
    Index(None, "state", "due_at"),
    CheckConstraint("tries >= 0", name="tries"),
    CheckConstraint(
        "state IN ('waiting', 'sending', 'sent', 'failed', 'doubtful', 'bounced', 'cancelled')", name="state"
    ),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
    CheckConstraint("length(last_error) <= 80", name="last_error_length"),
    sqlite_autoincrement=True,
)

# A proof-of-work ticket that was used: the second use of the same one finds it here.
ticket = Table(
    "ticket",
    metadata,
    Column("nonce", Text, primary_key=True, comment="SHA-256 of the challenge's, hex"),
    Column("expires_at", BigInteger, nullable=False, comment="no longer valid then; seconds UTC"),
    Index(None, "expires_at"),
)

# What each layer against spam caught: a sum a day, of nobody.
spam_count = Table(
    "spam_count",
    metadata,
    Column("day", Date, primary_key=True, comment="Europe/Helsinki"),
    Column("code", Text, primary_key=True, comment="the layer's sign, as contact/spam.py names it"),
    Column("n", Integer, nullable=False, comment="messages that showed it"),
    CheckConstraint("n > 0", name="n"),
)

# The owner's word and address lists as the public side sees them; in words only inside a document "lists".
blocked = Table(
    "blocked",
    metadata,
    Column("hash", LargeBinary, primary_key=True, comment="HMAC-SHA-256 of the kind and the word, 32 bytes"),
    CheckConstraint("length(hash) = 32", name="hash_length"),
)

# A mail the privacy mailbox sends to itself, to see that it is alive.
heartbeat = Table(
    "heartbeat",
    metadata,
    Column("token", Text, primary_key=True, comment="random, stands in the mail's subject"),
    Column("sent_at", BigInteger, nullable=False, comment="seconds UTC"),
    Column("seen_at", BigInteger, comment="found in the mailbox; seconds UTC"),
)

# Values that every process on this database must share: random ones, and by which record the last days were
# counted (register/recounting.py).
installation = Table(
    "installation",
    metadata,
    Column("name", Text, primary_key=True, comment="'receipt salt'"),
    Column("value", LargeBinary, nullable=False, comment="random bytes, made once"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, Identity(), primary_key=True),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="'notice': a message came; nothing of it. 'report': the month's figures. 'week': what is due",
    ),
    Column("month", Date, comment="of a report: the first day of the month it is of; of a week: its Monday"),
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
    UniqueConstraint("kind", "month"),
    CheckConstraint("kind IN ('notice', 'report', 'week')", name="kind"),
    CheckConstraint("(kind = 'notice') = (month IS NULL)", name="month"),
    CheckConstraint("tries >= 0", name="tries"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="state"),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    CheckConstraint("length(last_error) <= 80", name="last_error_length"),
    sqlite_autoincrement=True,
)
