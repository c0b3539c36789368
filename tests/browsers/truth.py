"""
The truth table: what a visitor does, what that is by the definitions, and what each way of counting sees.

The definitions say what is to be counted. Where a way cannot see something, `Row.seen` says what it counts in
place of that, to the letter, and `Row.why` tells the reason; tests/test_truth.py holds all of it against real
browsers, and `table()` is what docs/counting.md shows.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browsers.states import BOT
from tests.browsers.visits import Visit

WAYS = ("server", "log", "beacon")
BROWSERS = ("chromium", "firefox")
OWN, ELSEWHERE = "www.example.fi", "www.openstreetmap.org"
EVENT = "0" * 32
OBJECTION = {"name": "valinta", "value": f"no_counting~0123456789ab~{EVENT}"}

#: What Chromium is told to load ahead; a page of ours never says so.
AHEAD = (
    '<script type="speculationrules">{"prerender":[{"urls":["/yhteys/"],"eagerness":"immediate"}]}</script>'
)

#: "views /" → how many, and so on; nothing that is 0.
Counts = Counter[str]


def view(page: str, before: str | None = None, source: str = "nowhere") -> Counts:
    """*page* is shown; *before* is the page of this site that one came from, without one it is an arrival."""
    if before:
        return Counts({f"views {page}": 1, f"onward {before}": 1})
    return Counts({f"views {page}": 1, f"entries {page}": 1, f"from {source}": 1})


def others(*what: str) -> Counts:
    """One of each: "reloads /", "returns /", "left bot"."""
    return Counts(what)


#: (way, browser) → what is counted in place of the truth; "" stands for every browser.
Seen = dict[tuple[str, str], Counts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One situation. A browser that is not named has no such thing."""

    name: str
    does: Callable[[Visit], None]
    truth: Counts
    seen: Seen = field(default_factory=dict)
    why: str = ""
    has: dict[str, Any] = field(default_factory=dict)  # of Visitor
    browsers: tuple[str, ...] = BROWSERS
    tickets: bool = True  # whether the form's script can earn the ticket that spares one the page to check
    ahead: bool = False  # whether pages tell the browser to load one ahead

    def counted(self, way: str, browser: str) -> Counts:
        """What this way counts of it."""
        return self.seen.get((way, browser), self.seen.get((way, ""), self.truth))


# ---------- what visitors do ----------
def typed(visit: Visit) -> None:
    opened(visit, "/")


def opened(visit: Visit, path: str, host: str = OWN) -> Page:
    visit.page.goto(f"https://{host}{path}")
    return visit.page


def clicked(visit: Visit) -> None:
    page = opened(visit, "/")
    page.click("nav a[href='/yhteys/']")
    at(page, "/yhteys/")


def by_script(visit: Visit) -> None:
    page = opened(visit, "/")
    page.evaluate("() => void setTimeout(() => (location = '/yhteys/'))")
    at(page, "/yhteys/")


def refreshed(visit: Visit) -> None:
    page = opened(visit, "/")
    meta = '<meta http-equiv="refresh" content="0;url=/yhteys/">'
    page.evaluate("html => document.head.insertAdjacentHTML('beforeend', html)", meta)
    at(page, "/yhteys/")


def in_a_new_tab(visit: Visit) -> None:
    page = opened(visit, "/")
    page.evaluate("() => (document.querySelector(\"nav a[href='/yhteys/']\").target = '_blank')")
    with visit.context.expect_page() as opening:
        page.click("nav a[href='/yhteys/']")
    at(opening.value, "/yhteys/")


def without_referrer(visit: Visit) -> None:
    page = opened(visit, "/")
    page.evaluate("() => (document.querySelector(\"nav a[href='/yhteys/']\").rel = 'noreferrer')")
    page.click("nav a[href='/yhteys/']")
    at(page, "/yhteys/")


def reloaded(visit: Visit) -> None:
    opened(visit, "/").reload()


def back(visit: Visit) -> None:
    clicked(visit)
    went_back(visit)


def back_anew(visit: Visit) -> None:
    """To a page that says no-store."""
    page = opened(visit, "/valinnat/")
    page.click("nav a[href='/yhteys/']")
    at(page, "/yhteys/")
    went_back(visit)


def linked(visit: Visit) -> None:
    page = opened(visit, "/", ELSEWHERE)
    page.click("#page")
    at(page, "/yhteys/")


def led_on(visit: Visit) -> None:
    """The link lacks the slash at its end; our server leads to the page."""
    page = opened(visit, "/", ELSEWHERE)
    page.click("#redirect")
    at(page, "/yhteys/")


def wrote(visit: Visit) -> None:
    """Sends the form, checks the message on the page that comes, and sends it."""
    page = opened(visit, "/yhteys/")
    page.fill("#body", "Milloin teille sopisi?")
    page.click("form button")
    page.locator("h1").wait_for()
    at(page, "/viesti/")
    page.click("form button")
    page.locator(".reference strong").wait_for()


def never_shown(visit: Visit) -> None:
    opened(visit, "/")
    loaded_ahead(visit)
    opened(visit, "/", ELSEWHERE)


def then_shown(visit: Visit) -> None:
    page = opened(visit, "/")
    loaded_ahead(visit)
    page.click("nav a[href='/yhteys/']")


def objected(visit: Visit) -> None:
    visit.context.add_cookies([{**OBJECTION, "url": f"https://{OWN}"}])
    opened(visit, "/")


def left_at_once(visit: Visit) -> None:
    visit.page.goto(f"https://{OWN}/", wait_until="domcontentloaded")
    visit.page.close()


# ---------- waiting ----------
def at(page: Page, path: str) -> None:
    """Wait until *path* has loaded."""
    page.wait_for_url(lambda url: urlsplit(url).path == path, wait_until="load")


def went_back(visit: Visit) -> None:
    """A page that comes back as it was kept tells nobody of it, so there is nothing to wait for but time."""
    visit.page.evaluate("() => void setTimeout(() => history.back())")
    visit.page.wait_for_timeout(1000)


def loaded_ahead(visit: Visit) -> None:
    """Wait until the browser has a page ready that nobody has seen."""
    for _ in range(300):
        if any("prerender" in request.headers.get("Sec-Purpose", "") for request in visit.seen.requests):
            visit.seen.settle(set(), quiet=0.5)
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError("nothing was loaded ahead")


# ---------- the table ----------
HERE = view("/")
ONWARD = view("/yhteys/", "/")
CHOSE = view("/valinnat/") + view("/yhteys/", "/valinnat/")
SENT = view("/yhteys/") + others("sent /yhteys/")
NOTHING = Counts()
CHROMIUM = ("chromium",)

ROWS = (
    Row(name="typed, a bookmark", does=typed, truth=HERE),
    Row(name="a click on a link of the site", does=clicked, truth=HERE + ONWARD),
    Row(name="a script leads on (location=)", does=by_script, truth=HERE + ONWARD),
    Row(name="meta refresh", does=refreshed, truth=HERE + ONWARD),
    Row(name="a link in a new tab", does=in_a_new_tab, truth=HERE + ONWARD),
    Row(
        name="reload",
        does=reloaded,
        truth=HERE + others("reloads /"),
        seen={("server", "firefox"): HERE + HERE, ("log", "firefox"): HERE + HERE},
        why="With a reload Chromium sends Cache-Control: max-age=0 and Firefox nothing, "
        "so Firefox's is one more view.",
    ),
    Row(
        name="back, to a page that the browser has kept",
        does=back,
        truth=HERE + ONWARD + others("returns /"),
        seen={("server", ""): HERE + ONWARD, ("log", ""): HERE + ONWARD},
        why="The browser asks nobody.",
    ),
    Row(
        name="back, to a page that is marked as not to be kept",
        does=back_anew,
        truth=CHOSE + others("returns /valinnat/"),
        seen={
            ("server", "chromium"): CHOSE,
            ("log", "chromium"): CHOSE,
            ("server", "firefox"): CHOSE + view("/valinnat/"),
            ("log", "firefox"): CHOSE + view("/valinnat/"),
        },
        why="Firefox asks as it did the first time; Chromium keeps it all the same, and asks nobody. "
        "Only the pages that the handler makes are marked so.",
    ),
    Row(
        name="a form, the page to check it, the page that thanks",
        does=wrote,
        truth=SENT + view("/kiitos/", "/yhteys/"),
        tickets=False,
    ),
    Row(
        name="a link on another site",
        does=linked,
        truth=view("/yhteys/", source="openstreetmap.org"),
    ),
    Row(
        name="a link on another site, and our server leads on",
        does=led_on,
        truth=view("/yhteys/", source="openstreetmap.org"),
        seen={(way, ""): view("/yhteys/") for way in WAYS},
        why="Our redirect says Referrer-Policy: same-origin, too, so the arrival has no source.",
    ),
    Row(
        name="a link of the site with rel=noreferrer",
        does=without_referrer,
        truth=HERE + ONWARD,
        seen={
            ("server", ""): HERE + view("/yhteys/", "*"),
            ("log", ""): HERE + view("/yhteys/", "*"),
            ("beacon", ""): HERE + view("/yhteys/"),
        },
        why="Server and log know by Sec-Fetch-Site that one was here, but not where; the script does not. "
        "The site's own pages have no such link.",
    ),
    Row(
        name="loaded ahead, never shown",
        does=never_shown,
        truth=HERE + others("left prefetch"),
        seen={("beacon", ""): HERE},
        why="The script says nothing until its page is shown.",
        browsers=CHROMIUM,
        ahead=True,
    ),
    Row(
        name="loaded ahead, then shown",
        does=then_shown,
        truth=HERE + ONWARD,
        seen={("server", ""): HERE + others("left prefetch"), ("log", ""): HERE + others("left prefetch")},
        why="That it is shown, the browser tells nobody but the page. No page of the site asks for this.",
        browsers=CHROMIUM,
        ahead=True,
    ),
    Row(
        name="Global Privacy Control",
        does=typed,
        truth=others("left gpc"),
        seen={("beacon", ""): NOTHING},
        why="The script sends nothing, so not even that is counted.",
        has={"gpc": True},
    ),
    Row(
        name="objected to on the choices page",
        does=objected,
        truth=others("left objection"),
        seen={("beacon", ""): NOTHING},
        why="The script sends nothing, so not even that is counted.",
    ),
    Row(
        name="a machine drives the browser and says so (navigator.webdriver)",
        does=typed,
        truth=others("left bot"),
        seen={("server", ""): HERE, ("log", ""): HERE},
        why="It says so to the page alone.",
        has={"webdriver": True},
    ),
    Row(
        name="without JavaScript",
        does=typed,
        truth=HERE,
        seen={("beacon", ""): NOTHING},
        why="No script runs.",
        has={"scripts": False},
    ),
    Row(
        name="a bot by its name",
        does=typed,
        truth=others("left bot"),
        has={"agent": BOT},
    ),
    Row(name="a page that is closed as soon as it has been read in", does=left_at_once, truth=HERE),
)


def table() -> str:
    """The table in Markdown: a row for each situation, and what each way counts of it."""
    lines = ["| what happens | by the definitions | " + " | ".join(WAYS) + " | why |"]
    lines.append("|---|---|" + "---|" * len(WAYS) + "---|")
    for row in ROWS:
        cells = [row.name, told(row.truth), *(_cell(row, way) for way in WAYS), row.why]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(row: Row, way: str) -> str:
    by_browser = {browser: row.counted(way, browser) for browser in row.browsers}
    said = {browser: "✓" if found == row.truth else told(found) for browser, found in by_browser.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return "; ".join(f"{browser.capitalize()}: {words}" for browser, words in said.items())


def told(counts: Counts) -> str:
    """In words: "views /, entries /, from nowhere"."""
    return ", ".join(f"{n} × {what}" if n > 1 else what for what, n in counts.items()) or "nothing"
