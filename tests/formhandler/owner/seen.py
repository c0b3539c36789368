"""A page of the desk in a browser: what axe says of it, and how wide it is."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.formhandler.owner.desk import Desk


def faults(browser: Browser, at: Desk, path: str) -> list[object]:
    """What is wrong with the page at *path*, light on a phone and dark on a desk."""
    page = at.get(path)
    assert page.status_code == 200, page.status_code
    sheet = at.get(re.search(r'href="([^"]+tyyli[^"]+)"', page.text)[1]).text  # type: ignore[index]
    seen = browser.new_page()
    seen.set_content(re.sub(r"<script .*?</script>", "", page.text))
    seen.add_style_tag(content=sheet)
    found: list[object] = []
    for scheme, width in (("light", 360), ("dark", 1280)):
        seen.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        seen.set_viewport_size({"width": width, "height": 800})
        if (wide := seen.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{wide} px wide at {width}")
        found += Axe().run(seen).response["violations"]
    seen.close()
    return found
