"""
The pictures of docs/img/, taken anew: this site's pages under the invented trader's record, in Chromium.

    python -m docs.pictures
"""

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from docs import askingpictures, consentpicture, countingpictures, deskpictures, registerpictures
from tests import sites
from tests.browsers import chromium

FOLDER = Path(__file__).with_name("img")
PAGES = {"home": "/", "notice": "/tietosuoja/", "contact": "/yhteys/"}
SIZES = {360: 780, 1280: 900}  # the window in CSS pixels: width and height


def main() -> None:
    """Build, serve, and take each page in each width; the home page in the dark too."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site = sites.built(content(Path(name)), Path(name) / "output", "--publish")
        browser = chromium.launch(playwright)
        with sites.served(site) as url:
            for width, height in SIZES.items():
                for page, path in PAGES.items():
                    take(browser, url + path, f"{page}-{width}", width, height)
                take(browser, url, f"home-{width}-dark", width, height, scheme="dark")
        deskpictures.main(browser, site, Path(name) / "content" / "record.toml", FOLDER)
        registerpictures.main(browser, site, FOLDER)
        consentpicture.main(browser, FOLDER)
        askingpictures.main(browser, Path(name) / "content", FOLDER)
        countingpictures.main(browser, content(Path(name) / "counting"), FOLDER)
        browser.close()


def content(folder: Path) -> Path:
    """The owner's pages, which name no business, with a record that names none that exists."""
    shutil.copytree(sites.EXAMPLE / "docs", folder / "docs")
    for part in ("pages", "articles"):
        shutil.copytree(sites.ROOT / "content" / part, folder / "content" / part)
    text = (sites.EXAMPLE / "record.toml").read_text("utf-8")
    where = re.search(
        "^choices_path = .*$", (sites.ROOT / "content" / "record.toml").read_text("utf-8"), re.M
    )
    assert where  # the record says where the owner's page of choices is
    text = re.sub("^choices_path = .*$", where[0], text, flags=re.M)
    (folder / "content" / "record.toml").write_text(text, "utf-8")
    return folder / "content"


def take(browser, url: str, name: str, width: int, height: int, scheme: str = "light") -> None:
    """One window of one page."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
