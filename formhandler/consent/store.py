"""All of the consent record's SQL. Whatever is added here is in the caller's transaction."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Date, RootTransaction, bindparam, text

from formhandler import clock
from formhandler import db as database
from formhandler.consent import chain
from formhandler.consent.chain import Checkpoint
from formhandler.consent.event import Event

# Built once, and as text: building a statement, or SQLAlchemy's own insert, costs more than running it.
DAY = Date()
HEADS = text("SELECT day, seq, link, mac FROM consent_checkpoint ORDER BY day DESC LIMIT 2").columns(day=DAY)
SAME = text("SELECT body FROM consent_event WHERE submission = :submission")
KEEP_WORDS = text(
    "INSERT INTO consent_text (hash, lang, body, first_used_at) VALUES (:hash, :lang, :body, :at) "
    "ON CONFLICT DO NOTHING"
)
ADD = text(
    "INSERT INTO consent_event (seq, id, submission, body, expires_on, digest, link) "
    "VALUES (:seq, :id, :submission, :body, :expires_on, :digest, :link)"
).bindparams(bindparam("expires_on", type_=DAY))
REACHED = text(
    "INSERT INTO consent_checkpoint (day, seq, link, mac) VALUES (:day, :seq, :link, :mac) "
    "ON CONFLICT (day) DO UPDATE SET seq = excluded.seq, link = excluded.link, mac = excluded.mac"
).bindparams(bindparam("day", type_=DAY))
COUNT = text(
    "INSERT INTO consent_count (week, what, n) VALUES (:week, :what, 1) "
    "ON CONFLICT (week, what) DO UPDATE SET n = consent_count.n + 1"
).bindparams(bindparam("week", type_=DAY))
FIND = text("SELECT body FROM consent_event WHERE id = :id")
BEFORE = text("SELECT body, expires_on FROM consent_event WHERE id = :id").columns(expires_on=DAY)
END = text(
    "UPDATE consent_event SET expires_on = :expires_on, ended_by = :ended_by WHERE id = :id"
).bindparams(bindparam("expires_on", type_=DAY))
WORDS = text("SELECT body FROM consent_text WHERE hash = :hash")
WEEKS = (
    text("SELECT week, what, n FROM consent_count WHERE week >= :since ORDER BY week")
    .bindparams(bindparam("since", type_=DAY))
    .columns(week=DAY)
)
FORGET = text("DELETE FROM consent_count WHERE week < :before").bindparams(bindparam("before", type_=DAY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How many were asked and what they answered in one week."""

    monday: date  # Europe/Helsinki
    asked: int = 0
    given: int = 0  # everything that was asked
    partly: int = 0  # some of it
    refused: int = 0
    withdrawn: int = 0


@dataclass(slots=True)
class _Reached:
    """How far the chain is in one transaction, so that a group of events reads it once."""

    before: bytes  # MAC of the checkpoint before the head's day
    head: Checkpoint | None
    words: set[str] = field(default_factory=set)  # hashes of texts that are there


# By transaction: what one has read holds until it ends, as nobody else can write meanwhile, and no longer.
_reached: WeakKeyDictionary[RootTransaction, _Reached] = WeakKeyDictionary()


def add(
    db: Connection, event: Event, words: str, key: bytes, *, submission: str | None = None, now: datetime
) -> Event:
    """
    Add *event* to the record, with its text, the chain, the week's sum and the end of the choice before it.

    Args:
        words: The exact text that was shown; *event* has its hash.
        key: `secret.derived(app.secret_key, "consent")`.
        submission: Of the page and the answer. The same one again adds nothing.
        now: UTC; the week and the checkpoint are of this day in Finland.
    Returns:
        The event as it is in the record: an earlier one when *submission* is known, and without `previous`
        when no event has that id.
    """
    reached = _reach(db)
    if submission and (row := db.execute(SAME, {"submission": submission}).first()):
        return Event.read(row.body)
    seq = reached.head.seq + 1 if reached.head else 1
    event = _after(db, event, seq)
    if event.text not in reached.words:
        db.execute(
            KEEP_WORDS,
            {"hash": event.text, "lang": event.lang, "body": words, "at": clock.seconds(event.at)},
        )
        reached.words.add(event.text)
    body = event.body()
    digest = chain.digest(body, submission)
    link = chain.link(key, reached.head.link if reached.head else chain.START, seq, digest)
    db.execute(
        ADD,
        {
            "seq": seq,
            "id": event.id,
            "submission": submission,
            "body": body,
            "expires_on": event.last_day(),
            "digest": digest,
            "link": link,
        },
    )
    _advance(db, reached, key, seq, link, clock.day(now))
    if event.surface != "form":  # a form's box is no answer to the question that is counted
        _count(db, _what(event), now)
    return event


def find(db: Connection, id: str) -> Event | None:
    """The event with this id; None when there is none, or it was erased."""
    row = db.execute(FIND, {"id": id}).first()
    return Event.read(row.body) if row else None


def history(db: Connection, id: str) -> Iterator[Event]:
    """The event with this id and those that it replaced, the newest first, as far back as they are kept."""
    seen: set[str] = set()  # who can write the database can make a ring of what should be a row
    next_: str | None = id
    while next_ and next_ not in seen and (event := find(db, next_)):
        seen.add(next_)
        yield event
        next_ = event.previous


def words(db: Connection, hash: str) -> str | None:
    """The exact text with this hash, as it was shown; None if nobody ever chose by it."""
    found: str | None = db.execute(WORDS, {"hash": hash}).scalar()
    return found


def asked(db: Connection, now: datetime) -> None:
    """Count that the question was shown once more."""
    database.go_alone(db)
    _count(db, "asked", now)


def weeks(db: Connection, since: date) -> list[Week]:
    """The sums of each week, from the one in which *since* (Europe/Helsinki) is; the oldest first."""
    found: dict[date, dict[str, int]] = {}
    for row in db.execute(WEEKS, {"since": monday(since)}):
        found.setdefault(row.week, {})[row.what] = row.n
    return [Week(monday=week, **sums) for week, sums in found.items()]


def forget_weeks(db: Connection, *, before: date) -> int:
    """Delete the sums of the weeks that ended before *before*, and return how many there were."""
    return db.execute(FORGET, {"before": monday(before)}).rowcount


def monday(day: date) -> date:
    """The first day of the week that *day* is in."""
    return day - timedelta(days=day.weekday())


def _reach(db: Connection) -> _Reached:
    """How far the chain is; from now on no other handler adds to it until this transaction has ended."""
    transaction = db.get_transaction()
    assert isinstance(transaction, RootTransaction)  # the writer's: it begins one for each group
    if transaction not in _reached:
        database.go_alone(db)
        rows = [Checkpoint(*row) for row in db.execute(HEADS)]
        _reached[transaction] = _Reached(
            before=rows[1].mac if len(rows) > 1 else chain.START, head=rows[0] if rows else None
        )
    return _reached[transaction]


def _advance(db: Connection, reached: _Reached, key: bytes, seq: int, link: bytes, day: date) -> None:
    """Move the head to event *seq*. A clock that goes back makes no checkpoint before the newest."""
    if reached.head and day > reached.head.day:
        reached.before = reached.head.mac
    elif reached.head:
        day = reached.head.day
    reached.head = head = chain.checkpoint(key, reached.before, day, seq, link)
    db.execute(REACHED, {"day": head.day, "seq": seq, "link": link, "mac": head.mac})


def _after(db: Connection, event: Event, seq: int) -> Event:
    """*event*, and the choice that it replaces ended; without `previous` if no event has that id any more."""
    if event.previous is None:
        return event
    row = db.execute(BEFORE, {"id": event.previous}).first()
    if row is None:
        return replace(event, previous=None)
    with suppress(ValueError):  # an event that somebody altered ends when it would have
        last = Event.read(row.body).last_day(clock.day(event.at))
        if last is not None and last < row.expires_on:
            db.execute(END, {"id": event.previous, "expires_on": last, "ended_by": seq})
    return event


def _what(event: Event) -> str:
    return "partly" if event.state == "given" and event.refused else event.state


def _count(db: Connection, what: str, now: datetime) -> None:
    db.execute(COUNT, {"week": monday(clock.day(now)), "what": what})
