"""The page of visits in a real browser: axe, phones, zoom, paper, forced colours, the keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import insert

from formhandler.schema import count_note
from tests.formhandler.owner.desk import desk
from tests.formhandler.visits.seen import PATH, day, month


@pytest.fixture
def sheets(counting_app):
    """The pages as they stand in a browser, by their names."""
    month(counting_app)
    with counting_app.extensions["engine"].begin() as db:
        for days in (1, 2, 20):
            db.execute(insert(count_note).values(day=day(days), kind="own", body="A market in the village"))
    owner = desk(counting_app)
    css = owner.get(re.search(r'href="([^"]+tyyli[^"]+)"', owner.get(PATH).text)[1]).text
    queries = {"month": "", "week": "?jakso=7", "long": "?jakso=kaikki&nayta=pages", "page": "/sivu?osoite=/"}
    pages = {name: owner.get(f"/hallinta/kaynnit{query}").text for name, query in queries.items()}
    return {name: _whole(page, css) for name, page in pages.items()}


def _whole(page, css):
    page = re.sub(r"<script .*?</script>", "", page)
    return page.replace("</head>", f"<style>{css}</style></head>").replace("<details>", "<details open>")


@pytest.mark.parametrize("name", ["month", "week", "long", "page"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(sheets, browser, name):
    page = browser.new_page()
    page.set_content(sheets[name])

    for scheme, width in (("light", 320), ("dark", 768), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width != 768:
            assert Axe().run(page).response["violations"] == []
        for chart in page.locator("svg.chart").all():
            box = chart.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
    page.close()


def test_at_twice_the_size_no_number_is_broken_or_cut_off(sheets, browser):
    page = browser.new_page(viewport={"width": 640, "height": 900})
    page.set_content(sheets["month"])
    page.add_style_tag(content="html { font-size: 200%; }")

    cut = page.evaluate(
        "[...document.querySelectorAll('td.number, dd.large')].filter("
        "  cell => cell.getClientRects().length > 1 || cell.getBoundingClientRect().right > innerWidth"
        ").map(cell => cell.textContent)"
    )

    assert cut == []
    page.close()


def test_on_paper_there_is_the_chart_and_no_control(sheets, browser):
    page = browser.new_page(viewport={"width": 680, "height": 900})
    page.set_content(sheets["month"])
    page.emulate_media(media="print")

    assert page.locator("svg.chart").is_visible()
    assert page.locator("#pages").is_visible()
    for gone in (".periods", ".after", ".noted form", ".deskhead", ".desk form"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.close()


def test_in_forced_colours_the_columns_are_still_told_apart(sheets, browser):
    page = browser.new_page(forced_colors="active")
    page.set_content(sheets["month"])

    fills = {
        look: page.locator(f".chart .{look}").first.evaluate("path => getComputedStyle(path).fill")
        for look in ("look-1", "look-2")
    }

    assert len(set(fills.values())) == 2
    page.close()


def test_the_keyboard_reaches_the_periods_the_dates_and_the_tables(sheets, browser):
    page = browser.new_page()
    page.set_content(sheets["month"])
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(document.activeElement.id || document.activeElement.textContent).trim().slice(0, 30)"
            )
        )

    for place in ("7 päivää", "alku", "loppu", "Sama taulukkona", "/services/"):
        assert place in seen, seen
    page.close()
