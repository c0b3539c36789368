"""
A scripted week of browser visits, counted: every sum against the truth of the walks (tests/week.py).

    python -m bench.week [VISITS]

Chromium makes the visits to the real app, which counts from its page requests, and then by the pages' script.

    wrong  sums that are not what they should be: of each page and day, exits of the week, sources, forms,
           what was left out, and the integrity line
    walked visits a second that the browser makes: no figure of ours, but how long this bench takes
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.result import Result, alone, at_most, told
from tests.playing import Played, play

VISITS = 2_000
MODES = ("server", "beacon")


def measure(visits: int = VISITS) -> list[Result]:
    """Make so many *visits* in each way."""
    results = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        for mode in MODES:
            folder = Path(name) / mode
            folder.mkdir()
            results += _results(mode, play(playwright, folder, mode, visits, seed=7), visits)
    return results


def _results(mode: str, played: Played, visits: int) -> list[Result]:
    whole, wrong = played.truth.week().values(), played.wrong()
    for line in wrong:
        print(f"{mode}: {line}", file=sys.stderr)
    return [
        told(f"week: {mode}, visits", visits, ""),
        told(f"week: {mode}, of people", sum(page.entries for page in whole), ""),
        told(f"week: {mode}, views of people", sum(page.views for page in whole), ""),
        told(f"week: {mode}, walked", visits / played.seconds, "/s"),
        at_most(f"week: {mode}, wrong", len(wrong), "", 0),
    ]


if __name__ == "__main__":
    alone(measure, VISITS)
