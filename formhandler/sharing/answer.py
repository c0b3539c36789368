"""
What /luvut.json answers: every number of a period, without words.

Its shape is promised (docs/counting-api.md): what is there stays, and what is new comes beside it. Should it
ever change otherwise, SCHEMA grows.
"""

from typing import Any

from counting import referrers
from formhandler.counts import dims
from formhandler.figures.reading import Figures

SCHEMA = 1


def answer(figures: Figures) -> dict[str, Any]:
    """*figures* as JSON's own types; days are ISO 8601, both ends included, of Europe/Helsinki."""
    period, sums = figures.period, figures.sums
    totals = sums[dims.TOTAL]
    return {
        "schema": SCHEMA,
        "from": period.days.start.isoformat(),
        "to": period.days.end.isoformat(),
        "timezone": "Europe/Helsinki",
        "complete": not period.running,
        "first_day": period.first.isoformat(),
        "visits": figures.visits,
        "views": figures.views,
        "reloads": totals.get("reloads", 0),
        "returns": totals.get("returns", 0),
        "before": period.before
        and {
            "from": period.before.start.isoformat(),
            "to": period.before.end.isoformat(),
            "visits": figures.visits_before,
            "views": figures.views_before,
        },
        "days": [
            {"day": day.day.isoformat(), "visits": day.entries, "views": day.views} for day in figures.days
        ],
        "pages": [
            {
                "page": page.page,
                "views": page.views,
                "visits": page.entries,
                "onward": page.onward,
                "returns": page.returns,
                "reloads": page.reloads,
                "exit_share": round(figures.exits[page.page], 4),
            }
            for page in figures.pages
        ],
        "sources": [
            {"host": host, "group": referrers.group(host), "visits": n}
            for host, n in sums[dims.SOURCE].items()
        ],
        "devices": _named("device", "views", figures, dims.DEVICE),
        "languages": _named("language", "views", figures, dims.LANG),
        "campaigns": _named("campaign", "visits", figures, dims.CAMPAIGN),
        "forms": _named("page", "sent", figures, dims.FORM),
        "missing": _named("path", "times", figures, dims.MISSING),
        "left_out": _named("reason", "times", figures, dims.LEFT),
        "notes": [
            {"day": note.day.isoformat(), "kind": note.kind, "text": note.body} for note in figures.notes
        ],
        "integrity": {
            "holds": figures.balance.whole,
            "first_views": figures.balance.first,
            "entries": figures.balance.entries,
        },
    }


def _named(name: str, number: str, figures: Figures, dim: int) -> list[dict[str, Any]]:
    return [{name: key, number: n} for key, n in figures.sums[dim].items()]
