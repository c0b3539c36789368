"""The page of a person's data in a browser, and the file that they get: clean for axe, as wide as a phone."""

from axe_playwright_python.sync_playwright import Axe

from tests.formhandler.access.people import downloaded, filled
from tests.formhandler.access.test_delivering import handed
from tests.formhandler.access.test_package import everything
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.paper import PREFIX


def test_the_page_and_the_file_are_clean_for_axe(app, browser):
    at, (id, _) = desk(app, "staff"), filled(app, "person", "a")
    everything(app, id)
    handed(at, id)  # its code stands on the page

    assert seen.faults(browser, at, f"{PREFIX}/kortti/{id}/tiedot") == []

    file = browser.new_page(viewport={"width": 360, "height": 800})
    file.set_content(downloaded(at, id, "access-0", kieli="fi").text)
    wide = file.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(file).response["violations"]
    file.close()
    assert (wide, found) == (360, [])
