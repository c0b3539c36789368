"""What was found wrong with the consent record, as a sentence for the owner."""

from collections.abc import Callable

from formhandler.consent.verifying import Fault, What
from texts import Translator, format_date, format_moment


def sentence(fault: Fault, t: Translator) -> str:
    """Name the place, the time if one is known, and what was found there."""
    if fault.what in _OF_EVENTS:
        return f"{_event(fault, t)}: {_OF_EVENTS[fault.what](fault, t)}"
    return _ALONE[fault.what](fault, t)


def _event(fault: Fault, t: Translator) -> str:
    if fault.at is None:
        return t("Event %(seq)s", seq=fault.seq)
    return t("Event %(seq)s of %(time)s", seq=fault.seq, time=format_moment(fault.at, t.lang))


def _missing(fault: Fault, t: Translator) -> str:
    if fault.seq == fault.last:
        said = t("Event %(seq)s is missing.", seq=fault.seq)
    else:
        said = t("Events %(seq)s to %(last)s are missing.", seq=fault.seq, last=fault.last)
    if fault.at is None:
        return said
    before = t("The one before is from %(time)s.", time=format_moment(fault.at, t.lang))
    return f"{said} {before}"


def _day(fault: Fault, t: Translator) -> str:
    return format_date(fault.day, t.lang) if fault.day else ""


_OF_EVENTS: dict[What, Callable[[Fault, Translator], str]] = {
    What.ALTERED: lambda _, t: t("it was altered after it was written."),
    What.FORGED: lambda _, t: t(
        "it doesn't belong here: it was put in, exchanged for another, altered, or written with another key."
    ),
    What.UNSURE: lambda _, t: t(
        "whether it is unaltered can't be seen, because the one before it is missing."
    ),
    What.COLUMN: lambda fault, t: t(
        "its column %(column)s was altered: it doesn't fit what the event says.", column=fault.detail
    ),
    What.ERASED: lambda _, t: t("what it said was removed, and not by the janitor on its day."),
    What.LEFTOVER: lambda fault, t: t(
        "it was erased on its day, but its column %(column)s was filled in again.", column=fault.detail
    ),
    What.NO_TEXT: lambda fault, t: t(
        "the text that was shown is missing, or its language was altered (%(hash)s).", hash=fault.detail
    ),
    What.NO_NOTICE: lambda fault, t: t(
        "the site doesn't have the notice that stood there then. Put content/versions/%(hash)s back and "
        "build the site.",
        hash=fault.detail,
    ),
}
_ALONE: dict[What, Callable[[Fault, Translator], str]] = {
    What.MISSING: _missing,
    What.TEXT: lambda fault, t: t(
        "The text %(hash)s was altered: it is not the one that was shown.", hash=fault.detail
    ),
    What.CHECKPOINT: lambda fault, t: t(
        "The checkpoint of %(day)s was altered, or the one before it is missing.", day=_day(fault, t)
    ),
    What.BEYOND: lambda fault, t: t(
        "The newest checkpoint is missing or was altered: it doesn't reach event %(last)s.", last=fault.last
    ),
    What.KEY: lambda _, t: t(
        "Nothing in the consent record fits secret.key. Put the secret.key back that it was written with."
    ),
    What.OLDER: lambda fault, t: t(
        "On %(day)s the record reached event %(seq)s, now it ends at event %(last)s: events were cut off, or "
        "an older database was put back.",
        day=_day(fault, t),
        seq=fault.seq,
        last=fault.last,
    ),
    What.OTHER: lambda fault, t: t(
        "Up to event %(seq)s the record isn't what it was on %(day)s.", seq=fault.seq, day=_day(fault, t)
    ),
    What.UNREADABLE: lambda fault, t: t(
        "“%(line)s” is no checkpoint. Write it as this command printed it: the day, the number and the code.",
        line=fault.detail,
    ),
}
