"""axe finds nothing wrong with any page, in the light and in the dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.sites import pages, served


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing(each_site, browser, scheme, width, lang):
    axe = Axe()
    found = {}
    with served(each_site) as address:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
        page = context.new_page()
        for path in pages(each_site):
            if (path.split("/")[1] if path.startswith(("/sv/", "/en/")) else "fi") == lang:
                page.goto(address + path)
                if violations := axe.run(page).response["violations"]:
                    found[path] = [(v["id"], v["nodes"][0]["html"]) for v in violations]
        context.close()

    assert found == {}


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
