"""
The register: cards and what is on them, permissions, what people asked, what the law has us write down.

A row here is sealed under the register's key (vault/rows.py), which is quick enough to open 100,000 cards at
a sign-in. In clear lie dates, ids and the record's own names (of groups, purposes, sources, channels), so
that the janitor counts its clocks while the vault is locked; whom it is about is inside ``sealed`` alone.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    false,
)

from formhandler.schema.base import Counter, metadata

ID = "length(id) = 32"


def _key() -> Column[str]:
    return Column("key_id", Text, ForeignKey("archive_key.key_id"), nullable=False)


def _sealed() -> Column[bytes]:
    return Column("sealed", LargeBinary, nullable=False, comment="layout in vault/rows.py")


card = Table(
    "card",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of making, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits"),
    Column("kind", Text, nullable=False, comment="person, organisation, or contact: one of its people"),
    Column("organisation", Text, ForeignKey("card.id"), comment="of a contact: whose"),
    Column("day", Date, nullable=False, comment="day it was made, Europe/Helsinki"),
    Column("relation", Text, nullable=False, comment="none, customer, ended"),
    Column("ended_on", Date, comment="when the customer relationship ended, Europe/Helsinki"),
    Column("restricted", Boolean, nullable=False, server_default=false(), comment="GDPR Art. 18"),
    Column("inform_by", Date, comment="last day to tell the person (GDPR Art. 14(3)); null: no need"),
    Column("informed_on", Date, comment="when they were told"),
    Column("merged_into", Text, ForeignKey("card.id"), comment="the card that took its place"),
    Column("version", Integer, nullable=False, server_default="1", comment="one more with every change"),
    _key(),
    Column("sealed", LargeBinary, nullable=False, comment="its head, for lists and search; vault/rows.py"),
    Index(None, "organisation"),
    Index(None, "merged_into", "version"),  # covers the count that tells whether any card changed
    Index(None, "inform_by"),
    CheckConstraint(ID, name="id_length"),
    CheckConstraint("kind IN ('person', 'organisation', 'contact')", name="kind"),
    CheckConstraint("(kind = 'contact') = (organisation IS NOT NULL)", name="organisation"),
    CheckConstraint("relation IN ('none', 'customer', 'ended')", name="relation"),
    CheckConstraint("(relation = 'ended') = (ended_on IS NOT NULL)", name="ended_on"),
    CheckConstraint("version > 0", name="version"),
    sqlite_autoincrement=True,
)

# One fact or a few that belong together, of one data group. A correction is a new entry; the old one stays
# beside it as history until it is erased.
entry = Table(
    "entry",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of writing, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits"),
    Column("card", Text, ForeignKey("card.id"), nullable=False),
    Column("data_group", Text, nullable=False, comment="id of the record's group"),
    Column("purposes", Text, nullable=False, comment="ids of the record's purposes, a space between"),
    Column("source", Text, nullable=False, comment="id of the record's source"),
    Column("of", Date, nullable=False, comment="the day the fact is of; clocks that ask for one begin there"),
    Column("day", Date, nullable=False, comment="day of writing, Europe/Helsinki"),
    Column("expires_on", Date, nullable=False, comment="last day it is kept; 9999-12-31: no clock runs yet"),
    Column("replaced_by", Text, comment="the entry that corrects it, or took it away: its own id"),
    _key(),
    _sealed(),
    Index(None, "card"),
    Index(None, "expires_on"),
    CheckConstraint(ID, name="id_length"),
    CheckConstraint("expires_on >= day", name="expires_after_writing"),
    sqlite_autoincrement=True,
)

# The permission ledger: only ever added to. The newest line of a card, channel and purpose is what holds.
permission = Table(
    "permission",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of writing, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits"),
    Column("card", Text, ForeignKey("card.id"), nullable=False),
    Column("channel", Text, nullable=False, comment="one of permissions/channels.py"),
    Column("state", Text, nullable=False, comment="permitted, prohibited, exception, ended"),
    Column("at", BigInteger, nullable=False, comment="seconds UTC"),
    Column(
        "how", Text, nullable=False, comment="web, one-click, reply, phone, post, desk, form, import, right"
    ),
    Column("text", Text, ForeignKey("consent_text.hash"), comment="the exact words that were accepted"),
    Column("event", Text, comment="id of the consent event, where a box was ticked"),
    Column("expires_on", Date, nullable=False, comment="last day it is kept; 9999-12-31: while it holds"),
    Column(
        "key_id", Text, ForeignKey("archive_key.key_id"), comment="null: written while the vault was locked"
    ),
    Column("sealed", LargeBinary, comment="actor and note; null: nobody was signed in. vault/rows.py"),
    Index(None, "card"),
    Index(None, "expires_on"),
    CheckConstraint(ID, name="id_length"),
    CheckConstraint("state IN ('permitted', 'prohibited', 'exception', 'ended')", name="state"),
    CheckConstraint("(sealed IS NULL) = (key_id IS NULL)", name="sealed"),
    sqlite_autoincrement=True,
)

# Addresses and numbers that nobody may market to, as keyed hashes: they outlive the card (GDPR Art. 21(3)).
suppression = Table(
    "suppression",
    metadata,
    Column(
        "hash", LargeBinary, primary_key=True, comment="HMAC-SHA-256 of channel and contact point, 32 bytes"
    ),
    Column("channel", Text, nullable=False, comment="one of permissions/channels.py"),
    Column("day", Date, nullable=False, comment="Europe/Helsinki"),
    CheckConstraint("length(hash) = 32", name="hash_length"),
)

# A link in a marketing mail that unsubscribes with one press and no sign-in (RFC 8058).
unsubscribe_link = Table(
    "unsubscribe_link",
    metadata,
    Column("lookup", LargeBinary, primary_key=True, comment="SHA-256 of the link's random part, 32 bytes"),
    Column("suppression", LargeBinary, nullable=False, comment="the hash to suppress, 32 bytes"),
    Column("channel", Text, nullable=False, comment="one of permissions/channels.py"),
    Column("card", Text, nullable=False, comment="card.id, maybe erased since"),
    Column("day", Date, nullable=False, comment="day of the list, Europe/Helsinki"),
    Column("used_at", BigInteger, comment="seconds UTC"),
    Index(None, "day"),
    Index(None, "card"),
    CheckConstraint("length(lookup) = 32", name="lookup_length"),
    CheckConstraint("length(suppression) = 32", name="suppression_length"),
)

# A box for marketing that was ticked in a form, waiting for its address to confirm it (double opt-in).
confirmation = Table(
    "confirmation",
    metadata,
    Column("lookup", LargeBinary, primary_key=True, comment="SHA-256 of the link's random part, 32 bytes"),
    Column("message", Text, nullable=False, comment="message.id whose box was ticked"),
    Column("purpose", Text, nullable=False, comment="id of the record's purpose"),
    Column("event", Text, nullable=False, comment="id of the consent event"),
    Column("text", Text, nullable=False, comment="hash of the words that were accepted"),
    Column("suppression", LargeBinary, nullable=False, comment="hash of channel and address, 32 bytes"),
    Column("card", Text, comment="the card with this address that the message was put on"),
    Column(
        "mail", LargeBinary, comment="the mail that asks, sealed for the mail process; null once it is out"
    ),
    Column("created_at", BigInteger, nullable=False, comment="seconds UTC"),
    Column("expires_at", BigInteger, nullable=False, comment="no answer by then is a no; seconds UTC"),
    Column("confirmed_at", BigInteger, comment="seconds UTC"),
    UniqueConstraint("message", "purpose"),
    Index(None, "expires_at"),
    CheckConstraint("length(lookup) = 32", name="lookup_length"),
    CheckConstraint("length(suppression) = 32", name="suppression_length"),
)

# What people asked of us about their data, and by when we answer (GDPR Art. 12(3)).
request = Table(
    "request",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of receipt, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits"),
    Column("article", Text, nullable=False, comment="of the GDPR: 7(3), 15, 16, 17, 18, 20, 21, 21(2)"),
    Column("way", Text, nullable=False, comment="how it came: web, email, post, phone"),
    Column("card", Text, comment="whose, once it is known"),
    Column("thread", Text, comment="the conversation by which it came, or in which it is answered"),
    Column("received_on", Date, nullable=False, comment="Europe/Helsinki"),
    Column("due_on", Date, nullable=False, comment="last day to answer, Europe/Helsinki"),
    Column("extended_on", Date, comment="when the person was told that it takes longer"),
    Column("closed_on", Date, comment="when it was answered"),
    Column("expires_on", Date, nullable=False, comment="last day it is kept; 9999-12-31: while it is open"),
    Column("version", Integer, nullable=False, server_default="1", comment="one more with every change"),
    _key(),
    _sealed(),
    Index(None, "card"),
    Index(None, "thread"),
    Index(None, "closed_on"),
    Index(None, "expires_on"),
    CheckConstraint(ID, name="id_length"),
    CheckConstraint("way IN ('web', 'email', 'post', 'phone')", name="way"),
    CheckConstraint("due_on >= received_on", name="due_on"),
    CheckConstraint("version > 0", name="version"),
    sqlite_autoincrement=True,
)

# What the law has us be able to show: disclosures, exports, imports, breaches and so on, one line each.
dossier = Table(
    "dossier",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of writing, never reused"),
    Column("id", Text, nullable=False, unique=True, comment="random, 32 hex digits"),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="disclosure, breach, export, import, mapping, agreement, erasure",
    ),
    Column("card", Text, comment="whose it is about, where it is about one"),
    Column("at", BigInteger, nullable=False, comment="when it happened or became known; seconds UTC"),
    Column(
        "due_at", BigInteger, comment="by when it has to be done, as a breach's notification; seconds UTC"
    ),
    Column("closed_on", Date, comment="Europe/Helsinki"),
    Column("expires_on", Date, nullable=False, comment="last day it is kept; 9999-12-31: while it is open"),
    Column("version", Integer, nullable=False, server_default="1", comment="one more with every change"),
    _key(),
    _sealed(),
    Index(None, "kind"),
    Index(None, "card"),
    Index(None, "expires_on"),
    CheckConstraint(ID, name="id_length"),
    CheckConstraint(
        "kind IN ('disclosure', 'breach', 'export', 'import', 'mapping', 'agreement', 'erasure')", name="kind"
    ),
    CheckConstraint("version > 0", name="version"),
    sqlite_autoincrement=True,
)

# What must stay gone or forbidden when an older database is put back. Its copy in DATA/tombstones lies apart
# from the database and its backups (backups/tombstones.py).
tombstone = Table(
    "tombstone",
    metadata,
    Column("seq", Counter, Identity(), primary_key=True, comment="order of writing, never reused"),
    Column("what", Text, nullable=False, comment="a table whose row went, or suppressed, released, narrowed"),
    Column(
        "ref", Text, nullable=False, comment="the row's random id; of a suppression channel and hash, hex"
    ),
    Column("day", Date, nullable=False, comment="Europe/Helsinki"),
    Index(None, "day"),
    sqlite_autoincrement=True,
)
