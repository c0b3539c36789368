"""One request of a person, opened: what was asked, what was done, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from formhandler.rights import deadlines
from formhandler.vault.envelope import Tampered, UnknownVersion
from record import Record

SCHEMA = 1
ARTICLES = ("15", "16", "17", "18", "20", "21", "21(2)", "7(3)")
WAYS = ("email", "post", "phone", "web")
#: How somebody made sure who asks. Never a signature, never an identity code.
IDENTITIES = ("loop", "receipt", "known", "unneeded")
OUTCOMES = DONE, PARTLY, REFUSED = ("done", "partly", "refused")
#: What is usually done, by the article: each is ticked with a note.
ACTIONS = {
    "7(3)": ("prohibit", "recipients"),
    "15": ("find", "copy"),
    "16": ("find", "correct", "recipients"),
    "17": ("find", "erase", "recipients"),
    "18": ("find", "restrict", "recipients"),
    "20": ("find", "file"),
    "21": ("find", "stop"),
    "21(2)": ("prohibit",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of what happened: who did what, and when."""

    at: str  # ISO 8601, UTC
    who: str
    what: str  # made, details, identity, an action, undone, card, extended, closed, reopened
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request with all that is known of it. Days are calendar dates in Europe/Helsinki."""

    article: str  # of ARTICLES
    way: str  # of WAYS
    received_on: date
    due_on: date
    who: str
    contact: str
    asked: str
    id: str = ""
    card: str | None = None
    thread: str | None = None
    extended_on: date | None = None
    closed_on: date | None = None
    expires_on: date = date.max
    version: int = 1
    message: str = ""  # id of the follow-up message it was made of
    reference: str = ""  # the same, as people say it
    identity: str = ""  # of IDENTITIES; empty until somebody made sure
    identity_note: str = ""
    done: Mapping[str, str] = field(default_factory=dict)  # action -> note
    reasons: str = ""  # of the extension
    outcome: str = ""  # of OUTCOMES
    ground: str = ""  # why not all of it was done
    answer: str = ""  # what was answered, and how
    evidence: str = ""  # where that can be seen
    steps: tuple[Step, ...] = ()

    @property
    def open(self) -> bool:
        return self.closed_on is None

    @property
    def to_do(self) -> tuple[str, ...]:
        """The usual actions that nobody has ticked yet."""
        return tuple(name for name in ACTIONS[self.article] if name not in self.done)

    @property
    def next(self) -> str:
        """What comes next: "identity", an action, "answer"; nothing of what is closed."""
        if not self.open:
            return ""
        if not self.identity and self.article not in ("7(3)", "21(2)"):
            return "identity"
        return next(iter(self.to_do), "answer")

    @property
    def may_extend_until(self) -> date:
        """The last day to tell the person that it takes longer."""
        return deadlines.first_month(self.received_on)

    def days_left(self, today: date) -> int:
        """Until the last day to answer; 0 on that day, negative after it."""
        return (self.due_on - today).days

    def due(self, record: Record) -> date:
        """The last day to answer, counted anew."""
        if self.extended_on:
            return deadlines.extended(self.received_on)
        return deadlines.due(self.received_on, deadlines.of_article(record, self.article))

    def columns(self) -> dict[str, Any]:
        """What lies in clear."""
        return {name: getattr(self, name) for name in CLEAR}

    def as_content(self) -> dict[str, Any]:
        """What is sealed; of what lies in clear, what the clock is counted from."""
        content = {name: getattr(self, name) for name in SEALED}
        return {
            "schema": SCHEMA,
            "article": self.article,
            "received_on": self.received_on.isoformat(),
            **content,
            "done": dict(self.done),
            "steps": [[step.at, step.who, step.what, step.note] for step in self.steps],
        }

    @classmethod
    def read(cls, row: Mapping[str, Any], content: Any) -> Self:
        """
        The request in *row*, whose sealed content is *content*.

        Raises:
            UnknownVersion: another version of this program wrote it.
            Tampered: what the clock is counted from is not what was sealed.
        """
        if content["schema"] != SCHEMA:
            raise UnknownVersion(f"request {row['id']} is of version {content['schema']}, not {SCHEMA}")
        if (row["article"], row["received_on"].isoformat()) != (content["article"], content["received_on"]):
            raise Tampered(f"request {row['id']} has another article or day than the one that was sealed")
        clear = {name: row[name] for name in ("id", "version", *CLEAR)}
        sealed = {name: content[name] for name in SEALED}
        steps = tuple(Step(at=at, who=who, what=what, note=note) for at, who, what, note in content["steps"])
        return cls(**clear, **sealed, done=content["done"], steps=steps)


CLEAR = (
    "article",
    "way",
    "card",
    "thread",
    "received_on",
    "due_on",
    "extended_on",
    "closed_on",
    "expires_on",
)
SEALED = (
    "who",
    "contact",
    "asked",
    "message",
    "reference",
    "identity",
    "identity_note",
    "reasons",
    "outcome",
    "ground",
    "answer",
    "evidence",
)
