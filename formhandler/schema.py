"""
Every table of the archive, in one place: the migrations are tested against it.

No column holds personal data in clear. A message's words, names and addresses
exist only inside ``message.envelope``, what the owner's side writes only inside
``document.envelope``, both sealed to the owner's key; a mail on its way only inside
``letter.sealed``. Times, "seconds UTC", are whole seconds since 1970-01-01T00:00Z;
days are calendar dates in Europe/Helsinki.
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
    Column("kind", Text, nullable=False, comment="answer, draft, template, access, lists"),
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
    CheckConstraint("kind IN ('answer', 'draft', 'template', 'access', 'lists')", name="kind"),
    CheckConstraint("(kind IN ('answer', 'draft')) = (thread IS NOT NULL)", name="thread"),
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

# Random values that every process on this database must share.
installation = Table(
    "installation",
    metadata,
    Column("name", Text, primary_key=True, comment="'receipt salt'"),
    Column("value", LargeBinary, nullable=False, comment="random bytes, made once"),
)

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

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, Identity(), primary_key=True),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="'notice': a message came; nothing of it. 'report': the month's figures",
    ),
    Column("month", Date, comment="of a report: the first day of the month it is of"),
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
    CheckConstraint("kind IN ('notice', 'report')", name="kind"),
    CheckConstraint("(kind = 'report') = (month IS NOT NULL)", name="month"),
    CheckConstraint("tries >= 0", name="tries"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="state"),
    CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
    CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    CheckConstraint("length(last_error) <= 80", name="last_error_length"),
    sqlite_autoincrement=True,
)
