"""The three pages in a browser: clean for axe, as wide as a phone, in each language."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.formhandler.duties.test_breach import begin
from tests.formhandler.duties.test_disclosures import GIVEN
from tests.formhandler.owner.desk import desk

LONG = (
    "Asiakkaan Maija Meikäläisen laskun liite lähti väärään osoitteeseen, kun vanha osoitekirja oli käytössä"
)


def addresses(at) -> dict[str, str]:
    """Each page with something on it."""
    page = begin(at, what=LONG).replace("/en/", "/")
    at.post("/hallinta/luovutukset", **GIVEN)
    return {
        "breach": page,
        "breaches": "/hallinta/loukkaukset",
        "disclosures": "/hallinta/luovutukset",
        "processing": "/hallinta/kasittelytoimet",
    }


@pytest.mark.parametrize("name", ["breach", "breaches", "disclosures", "processing"])
def test_a_page_is_clean_for_axe_and_as_wide_as_a_phone(app, browser, name):
    at = desk(app)
    page = at.get(addresses(at)[name]).text
    sheet = at.get(re.search(r'href="([^"]+tyyli[^"]+)"', page)[1]).text
    seen = browser.new_page()
    seen.set_content(re.sub(r"<script .*?</script>", "", page))
    seen.add_style_tag(content=sheet)

    for scheme, width in (("light", 360), ("dark", 1280)):
        seen.emulate_media(color_scheme=scheme)
        seen.set_viewport_size({"width": width, "height": 800})
        assert seen.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(seen).response["violations"] == []
    seen.close()


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "Tietoturvaloukkaukset"), ("/sv", "Personuppgiftsincidenter")]
)
def test_the_pages_speak_finnish_and_swedish(app, prefix, words):
    assert words in desk(app).get(f"/hallinta{prefix}/loukkaukset").text
