"""The link's page for everybody: read aloud, on a phone, in the dark."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from formhandler.unsubscribing import link as links
from tests.formhandler.app import close, config, ready
from tests.formhandler.unsubscribing import made


@pytest.fixture
def app(tmp_path: Path, site: Path, marketing_record: Path) -> Iterator[Flask]:
    """The whole app in the built site's clothes."""
    app = ready(config(tmp_path / "var", site, marketing_record))
    yield app
    close(app)


def dressed(browser, client, html, scheme):
    """*html* in a phone's window, with its style sheet."""
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page.set_content(re.sub(r'<link rel="(stylesheet|icon|alternate)"[^>]*>', "", html))
    with client.get(sheet) as style:
        page.add_style_tag(content=style.text)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_state_of_it_is_accessible_and_fits_a_phone(app, token, browser, scheme):
    client = app.test_client()
    before = client.get(f"/peruutus/{token}").text
    states = {
        "before": before,
        "after": made.press(client, token, lang="").text,
        "unknown": client.get(f"/peruutus/{links.new()}").text,
    }

    for state, html in states.items():
        page = dressed(browser, client, html, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, state
        assert [each["id"] for each in Axe().run(page).response["violations"]] == [], state
        page.close()
