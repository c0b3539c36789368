"""What the layers against spam caught, each of them in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from formhandler.contact.breaker import LIMIT
from formhandler.contact.spam import MANY, WEIGHTS
from formhandler.inbox.display import reason
from texts import Translator

Sums = Mapping[tuple[date, str], int]
WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One sign of spam and how often it was seen."""

    name: str
    about: str
    weight: int
    today: int
    week: int  # seven days, today included
    month: int  # thirty days


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What became of the suspected in one week, from Monday on."""

    monday: date
    quarantined: int
    refused: int
    purged: int
    spam: int  # the owner's own verdicts
    ham: int

    @property
    def caught(self) -> int:
        return self.quarantined + self.refused + self.purged + self.spam + self.ham


def layers(sums: Sums, t: Translator, *, today: date) -> list[Layer]:
    """Every layer, the one that saw most in thirty days first."""
    about = _about(t)

    def seen(code: str, days: int) -> int:
        return sum(n for (day, found), n in sums.items() if found == code and day > today - timedelta(days))

    found = [
        Layer(
            name=reason(code, t),
            about=about[code],
            weight=weight,
            today=seen(code, 1),
            week=seen(code, 7),
            month=seen(code, 30),
        )
        for code, weight in WEIGHTS.items()
    ]
    return sorted(found, key=lambda layer: -layer.month)


def first_day(today: date) -> date:
    """The first day that `layers` and `weeks` speak of."""
    return min(today - timedelta(days=30), _monday(today) - timedelta(weeks=WEEKS - 1))


def weeks(sums: Sums, *, today: date) -> list[Week]:
    """Those of the last eight weeks in which anything was caught, the newest first."""
    found = (_week(sums, _monday(today) - timedelta(weeks=back)) for back in range(WEEKS))
    return [week for week in found if week.caught]


def _week(sums: Sums, monday: date) -> Week:
    days = {monday + timedelta(days=number) for number in range(7)}

    def n(code: str) -> int:
        return sum(found for (day, name), found in sums.items() if name == code and day in days)

    return Week(
        monday=monday,
        quarantined=n("quarantine"),
        refused=n("refused"),
        purged=n("purged"),
        spam=n("verdict-spam"),
        ham=n("verdict-ham"),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _about(t: Translator) -> dict[str, str]:
    return {
        "decoy": t("Programs fill in a field that people don't see."),
        "hasty": t("It was sent less than three seconds after the form or the check page was opened."),
        "foreign": t("The form was sent by a page of another website."),
        "many": t("The network had sent more than %(n)s messages within ten minutes.", n=MANY),
        "links": t("Each web address after the first weighs two points, six at most."),
        "link-in-name": t("A web address stands where a name should."),
        "repeat": t("The same words had come at least twice on the same day."),
        "gibberish": t("The long words are such as no language spells."),
        "blocked-address": t("The sender's address or its domain is on your list."),
        "blocked-word": t("A word or a phrase of your list is in the message."),
        "breaker": t(
            "More than %(n)s messages had come within ten minutes. Meanwhile every sender sees the check "
            "page.",
            n=LIMIT,
        ),
    }
