"""Messages as lines of a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from formhandler.answers.answer import Answer
from formhandler.clock import HELSINKI
from formhandler.inbox.opened import Opened
from formhandler.mail import Summary
from record import Record
from texts import Translator, format_date

WIDTH = 30  # characters of the sender and of the beginning shown in the list


def table(messages: Sequence[Opened], t: Translator) -> Iterator[str]:
    """One line a message: reference, when, state, who, how it begins, and why it is in quarantine."""
    if not messages:
        yield t("No messages.")
    width = max(len(word) for word in states(t).values())
    for message in messages:
        sender = clip(message.sender or t("(anonymous)"))
        start = clip(next(iter(message.fields.get("body", "").splitlines()), ""), WIDTH * 2)
        state = f"{states(t)[message.state]:<{width}}"
        when = moment(message.received)
        yield f"{message.reference}  {when}  {state}  {sender:<{WIDTH}}  {start}".rstrip()
        if message.kind == "quarantine":
            yield "           " + ", ".join(reason(code, t) for code, _ in message.reasons)


def message(message: Opened, record: Record, t: Translator) -> str:
    """The whole message; control characters that a terminal would obey are made visible."""
    filled = fields(message, record, t)
    short = [(label, text) for label, text in filled if "\n" not in text and len(text) <= WIDTH * 2]
    head = [
        (t("Reference"), message.reference),
        (t("Received"), moment(message.received)),
        (t("State"), states(t)[message.state]),
        (t("Message language"), message.lang),
        (t("Kept until"), format_date(message.expires_on, t.lang)),
        *short,
        *((t("Consent"), consent["text"]) for consent in message.consents),
        *((t("Event in the consent record"), one["event"]) for one in message.consents if one["event"]),
        *((t("Sign of spam"), reason(code, t)) for code, _ in message.reasons),
    ]
    width = max(len(name) for name, _ in head)
    lines = [f"{name:<{width}}  {visible(value)}" for name, value in head]
    long = [f"\n{label}:\n{visible(text)}" for label, text in filled if (label, text) not in short]
    return "\n".join([*lines, *long])


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One field as it was filled in."""

    id: str
    kind: str  # name, email, phone, text; text of a field that the record has dropped since
    label: str
    text: str


def answer(given: Answer, t: Translator) -> str:
    """An answer below its message."""
    title = t("Answer by %(name)s", name=visible(given.by))
    return f"\n{title}, {moment(given.written)}: {visible(given.subject)}\n{visible(given.text)}"


def filled(message: Opened, record: Record, t: Translator) -> list[Filled]:
    """
    Everything that was filled in, with its label, in the form's order.

    A field that the record has dropped since stands last, under its id: what is kept must be seen.
    """
    declared = {field.id: field for form in record.forms if form.id == message.form for field in form.fields}
    names = [*declared, *(name for name in message.fields if name not in declared)]
    return [
        Filled(
            id=name,
            kind=declared[name].kind if name in declared else "text",
            label=declared[name].label[t.lang] if name in declared else name,
            text=message.fields[name],
        )
        for name in names
        if message.fields.get(name)
    ]


def fields(message: Opened, record: Record, t: Translator) -> list[tuple[str, str]]:
    """The same as labels and texts alone."""
    return [(field.label, field.text) for field in filled(message, record, t)]


def states(t: Translator) -> dict[str, str]:
    """Each state in a word."""
    return {"new": t("new"), "open": t("open"), "answered": t("answered")}


def outbox(summary: Summary, *, configured: bool, t: Translator) -> Iterator[str]:
    """What the owner should know of the notices by mail; nothing when all went out."""
    if summary.waiting and not configured:
        yield t.n(
            "%(n)s notice waits: no mail server is set (MAIL_URL).",
            "%(n)s notices wait: no mail server is set (MAIL_URL).",
            summary.waiting,
        )
    elif summary.waiting:
        yield t.n("%(n)s notice waits to be sent.", "%(n)s notices wait to be sent.", summary.waiting)
    if summary.failed:
        yield t(
            "The mail server refused %(n)s notices (%(error)s).", n=summary.failed, error=summary.last_error
        )


def moment(when: datetime) -> str:
    """A time of day as the owner's clock shows it, sortable."""
    return f"{when.astimezone(HELSINKI):%Y-%m-%d %H:%M}"


def clip(text: str, width: int = WIDTH) -> str:
    """*text* on one line, at most *width* characters."""
    flat = visible(" ".join(text.split()))
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def visible(text: str) -> str:
    """*text* without what could move the cursor or turn the writing direction of a terminal."""
    return "".join(char if char == "\n" or category(char) not in ("Cc", "Cf") else "·" for char in text)


def reason(code: str, t: Translator) -> str:
    """A sign of spam in words."""
    return {
        "decoy": t("the hidden field was filled in"),
        "hasty": t("sent faster than a person reads"),
        "foreign": t("sent from another site"),
        "many": t("many messages from one network"),
        "links": t("several links"),
        "link-in-name": t("a link as the name"),
        "repeat": t("the same text many times"),
        "gibberish": t("words of no language"),
        "blocked-address": t("an address on your list"),
        "blocked-word": t("a word on your list"),
        "breaker": t("sent in a rush from many networks"),
    }.get(code, code)
