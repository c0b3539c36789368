"""
The pictures of the register for docs/img/: a card, its permissions, the privacy desk; all invented.

    python -m docs.pictures
"""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from docs import deskpictures
from docs.smaller import smaller
from tests.registered import registered
from tests.server import Server

DESK = "/hallinta"
MAIJA = {
    "person.name": "Maija Esimerkki",
    "person.emails": "maija@example.fi",
    "person.phones": "040 123 4567",
    "person.address": "Mallikatu 1 A 2\n00100 Helsinki",
}
SAID = (
    {"channel": ["email"], "state": "permitted", "how": "desk", "words": "Uutiskirjeen saa lähettää."},
    {"channel": ["post", "research"], "state": "prohibited", "how": "phone", "note": "Ei mainoksia kotiin."},
)
#: What was asked, in what way, how many days ago.
ASKED = (
    ("15", "email", "Maija Esimerkki", "Haluan tietää, mitä tietoja minusta on.", 12),
    ("17", "post", "Liisa Malli", "Poistakaa tietoni, olen vaihtanut toiseen liikkeeseen.", 27),
    ("16", "phone", "Sven Svensson", "Osoite on muuttunut.", 2),
)


def main(browser: Browser, site: Path, images: Path) -> None:
    """Serve, fill a register, and take each page in each width into *images*."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record = registered(folder / "content") / "record.toml"
        with Server(folder / "data", site, record, folder / "logs") as server:
            secret = deskpictures.add_owner(server.data)
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fi-FI")
            page = context.new_page()
            deskpictures.sign_in(page, server, secret)
            card = _card(page, server.url + DESK)
            _say(page, card)
            _ask(page, server.url + DESK)
            for shot, address in {
                "card": card,
                "permissions": f"{card}/luvat",
                "requests": f"{server.url}{DESK}/pyynnot",
                "lists": f"{server.url}{DESK}/luettelot?kanava=email",
                "access": f"{card}/tiedot",
                "erasure": f"{card}/poistaminen",
            }.items():
                page.goto(address)
                deskpictures.shoot(page, images / shot)
            context.close()
    for shot in ("card", "permissions", "requests", "lists", "access", "erasure"):
        for path in images.glob(f"{shot}-*.png"):
            smaller(path)


def _card(page: Page, desk: str) -> str:
    """The address of a customer's card with what was agreed."""
    page.goto(f"{desk}/kortti/uusi/person")
    for field, text in MAIJA.items():
        page.fill(f'[name="{field}"]', text)
    page.check("#relation-customer")
    _choose_source(page)
    _send(page)
    card = page.url
    page.goto(f"{card}/lisaa/relationship")
    page.fill('[name="relationship.agreed"]', "Puuveneen pohjan tarkastus, sovittu 3.11.2026")
    page.fill('[name="relationship.paper_folder"]', "Kansio 12")
    _choose_source(page)
    _send(page)
    page.goto(f"{card}/lisaa/invoicing")
    page.fill('[name="invoice.number"]', "1042, 10.11.2026")
    page.fill('[name="invoice.lines"]', "Puuveneen pohjan tarkastus, 180 €")
    _choose_source(page)
    _send(page)
    return card


def _say(page: Page, card: str) -> None:
    for said in SAID:
        page.goto(f"{card}/luvat")
        for channel in said["channel"]:
            page.check(f"#channel-{channel}")
        page.check(f"#state-{said['state']}")
        page.check(f"#how-{said['how']}")
        for field in ("words", "note"):
            page.fill(f"#{field}", str(said.get(field, "")))
        _send(page)


def _ask(page: Page, desk: str) -> None:
    for article, way, who, asked, ago in ASKED:
        page.goto(f"{desk}/pyynnot/uusi")
        page.check(f'[name="article"][value="{article}"]')
        page.check(f'[name="way"][value="{way}"]')
        page.fill("#received_on", (datetime.now(UTC) - timedelta(days=ago)).date().isoformat())
        page.fill("#who", who)
        page.fill("#asked", asked)
        _send(page)


def _choose_source(page: Page) -> None:
    if (source := page.locator('[name="source"][value="self"]')).count():
        source.check()


def _send(page: Page) -> None:
    page.locator("main form.stack button").first.click()
    page.wait_for_load_state()
    assert not page.locator(".errors").count(), page.locator(".errors").inner_text()
