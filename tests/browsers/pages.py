"""Which addresses a visitor opens."""

import re
from pathlib import Path
from xml.etree import ElementTree

from formhandler.vault import slots, users
from tests import sites
from tests.server import Server

NOWHERE = "/there-is-no-such-page/"
SIGN_IN = "/hallinta/fi/kirjaudu"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def every(site: Path) -> list[str]:
    """The whole sitemap, a page that is not there, the feeds, and the owner's sign-in page."""
    tree = ElementTree.parse(site / "sitemap.xml")
    listed = [re.sub(r"^https://[^/]+", "", place.text or "") for place in tree.iter(LOC)]
    feeds = ["/" + path.relative_to(site).as_posix() for path in sorted(site.rglob("feed.xml"))]
    assert len(listed) > 9 and feeds, "there are too few pages for the tests to mean anything"
    return [*listed, NOWHERE, *feeds, SIGN_IN]


def some(site: Path) -> list[str]:
    """One language of it: every kind of page at least once."""
    return [path for path in every(site) if not path.startswith(("/sv/", "/en/"))]


def few(site: Path) -> list[str]:
    """A page of each way to be made: as it stands, with a form, for who is lost, for the owner."""
    forms = [path for path, html in sites.pages(site).items() if "<form" in html and path in some(site)]
    return ["/", *forms, NOWHERE, SIGN_IN]


def let_somebody_in(server: Server) -> None:
    """The desk has an owner: else its sign-in page leads on to the first owner's."""
    keyring = slots.unlock_managed(server.data).keyring
    users.add(server.data, keyring, "Outi", "owner", "vene keinuu hämärässä", initial=False)
