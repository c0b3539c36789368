"""All of the consent record's SQL. Whatever is added here is in the caller's transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Date, RootTransaction, bindparam, text

from formhandler import clock
from formhandler import db as database
from formhandler.consent import chain
from formhandler.consent.chain import Checkpoint
from formhandler.consent.event import Event

DAY = Date()


class _Often:
    """
    A statement of every event, given to the driver as it stands: SQLAlchemy's own costs 20 µs more.

    Each value is marked by "?", and a day is given as ISO 8601.
    """

    def __init__(self, sql: str) -> None:
        self._sql = {"sqlite": sql, "postgresql": sql.replace("?", "%s")}

    def __call__(self, db: Connection, *values: str | int | bytes | None) -> CursorResult[Any]:
        return db.exec_driver_sql(self._sql[db.dialect.name], values)


_KEEP_WORDS = _Often(
    "INSERT INTO consent_text (hash, lang, body, first_used_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_ADD = _Often(
    "INSERT INTO consent_event (seq, id, submission, body, expires_on, digest, link) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (submission) DO NOTHING"
)
_REACHED = _Often(
    "INSERT INTO consent_checkpoint (day, seq, link, mac) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (day) DO UPDATE SET seq = excluded.seq, link = excluded.link, mac = excluded.mac"
)
_COUNT = _Often(
    "INSERT INTO consent_count (week, what, n) VALUES (?, ?, 1) "
    "ON CONFLICT (week, what) DO UPDATE SET n = consent_count.n + 1"
)

# The others are built once: building a statement costs more than running it.
HEADS = text("SELECT day, seq, link, mac FROM consent_checkpoint ORDER BY day DESC LIMIT 2").columns(day=DAY)
SAME = text("SELECT body FROM consent_event WHERE submission = :submission")
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
        key: `chain.key` of the handler's secret.
        submission: Of the page and the answer. The same one again adds nothing.
        now: UTC; the week and the checkpoint are of this day in Finland.
    Returns:
        The event as it is in the record: an earlier one when *submission* is known, and without `previous`
        when no event has that id.
    """
    reached = _reach(db)
    seq = reached.head.seq + 1 if reached.head else 1
    event, ended = _before(db, event)
    body = event.body()
    digest = chain.digest(body, submission)
    link = chain.link(key, reached.head.link if reached.head else chain.START, seq, digest)
    last_day = event.last_day()
    expires_on = last_day.isoformat() if last_day else None
    if _ADD(db, seq, event.id, submission, body, expires_on, digest, link).rowcount == 0:
        return Event.read(db.execute(SAME, {"submission": submission}).scalar_one())
    if event.text not in reached.words:
        _KEEP_WORDS(db, event.text, event.lang, words, clock.seconds(event.at))
        reached.words.add(event.text)
    if ended:
        db.execute(END, {"id": event.previous, "expires_on": ended, "ended_by": seq})
    _advance(db, reached, key, seq, link, clock.day(now))
    if event.surface != "form":  # a form's box is no answer to the question that is counted
        _count(db, _what(event), now)
    return event


def find(db: Connection, id: str) -> Event | None:
    """The event with this id; None when there is none, it was erased, or somebody made it unreadable."""
    row = db.execute(FIND, {"id": id}).first()
    try:
        return Event.read(row.body) if row else None
    except ValueError:
        return None  # `flask consent verify` names it


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
    _REACHED(db, head.day.isoformat(), seq, link, head.mac)


def _before(db: Connection, event: Event) -> tuple[Event, date | None]:
    """
    What *event* does to the choice that it replaces: the last day that this gets, when it is an earlier one.

    The event comes back without `previous` when no event has that id any more.
    """
    if event.previous is None:
        return event, None
    row = db.execute(BEFORE, {"id": event.previous}).first()
    if row is None:
        return replace(event, previous=None), None
    try:
        last = Event.read(row.body).last_day(clock.day(event.at))
    except ValueError:  # somebody altered it; it ends when it would have, and verifying names it
        return event, None
    earlier = last is not None and row.expires_on is not None and last < row.expires_on
    return event, last if earlier else None


def _what(event: Event) -> str:
    return "partly" if event.state == "given" and event.refused else event.state


def _count(db: Connection, what: str, now: datetime) -> None:
    _COUNT(db, monday(clock.day(now)).isoformat(), what)
