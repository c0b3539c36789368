"""axe finds nothing wrong with any page, in the light and in the dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.sites import pages, served


def violations(site, browser, paths, *, scheme, width):
    """What axe finds on each of *paths*: address → the rules broken, with the first element at fault."""
    axe, found = Axe(), {}
    with served(site) as address:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
        for path in paths:
            page.goto(address + path)
            if broken := axe.run(page).response["violations"]:
                found[path] = [(rule["id"], rule["nodes"][0]["html"]) for rule in broken]
        page.close()
    return found


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing(own_site, browser, scheme, width, lang):
    paths = [path for path, html in pages(own_site).items() if f'<html lang="{lang}">' in html]
    assert len(paths) > 9

    assert violations(own_site, browser, paths, scheme=scheme, width=width) == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_axe_finds_nothing_where_every_fact_is_stated(site, browser, scheme, width):
    paths = ["/", "/tietosuoja/", "/yhteys/", "/ajankohtaista/avattu/"]

    assert violations(site, browser, paths, scheme=scheme, width=width) == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 2560])
def test_no_page_is_wider_than_its_window(own_site, browser, width):
    wide = []
    with served(own_site) as address:
        page = browser.new_page(viewport={"width": width, "height": 800})
        for path in pages(own_site):
            page.goto(address + path)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)
        page.close()

    assert wide == []
