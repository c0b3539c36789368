"""What may be written as a note beside the figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from texts import Translator

LONGEST = 200  # characters, as the table has it
MOST = 5  # notes of somebody's own on one day


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A note as it stands in the form, and what is wrong with it."""

    day: str = ""
    body: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """Its day; only of a note without errors."""
        return date.fromisoformat(self.day)


def read(form: Mapping[str, str], t: Translator, *, first: date | None, today: date) -> Typed:
    """
    The note that was sent, with its errors by the names of the fields.

    Args:
        first: The first day of which figures are kept: a note before it would never be shown.
    """
    day, body = form.get("day", "").strip()[:20], " ".join(form.get("body", "").split())
    errors = {}
    if problem := _day(day, t, first=first, today=today):
        errors["day"] = problem
    if not body:
        errors["body"] = t("Write what happened.")
    elif len(body) > LONGEST:
        errors["body"] = t(
            "A note takes %(n)s characters at most; this has %(long)s.", n=LONGEST, long=len(body)
        )
    elif not body.isprintable():
        errors["body"] = t("There is a character in the note that cannot be shown. Type it anew.")
    return Typed(day=day, body=body, errors=errors)


def _day(text: str, t: Translator, *, first: date | None, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return t("Choose a day.")
    if day > today:
        return t("This day has not come yet.")
    if first is None or day < first:
        return t("No figures are kept of this day.")
    return ""
