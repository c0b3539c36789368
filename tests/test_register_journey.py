"""
The register's round trip in a real browser: a file in, two who say no, a list, a request for access, an
erasure, and yesterday's backup put back, after which who was erased is gone and who said no is left out.
"""

import csv
import io
import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from formhandler import clock
from formhandler.vault import codes, slots, users
from tests import sites
from tests.pages import enter, follow
from tests.registered import registered
from tests.server import Server

WORDS = "vene keinuu hämärässä rannalla"
ROWS, HEADER = 1000, "Nimi;Sähköposti;Puhelin;Muistiinpano"
#: What is wrong with every 27th row, in turn.
FAULTS = (
    "{name};ei osoite;{phone};",
    "{name};{email};puhelin;",
    "{name};{email};{phone};131052-308T",
    "{name};{email}",
    "{name};{email};{phone};;liikaa",
)
BY_LINK, BY_PHONE, ASKS, ERASED, STAYS = 10, 11, 12, 13, 14
PERMITTED = (BY_LINK, BY_PHONE, ASKS, ERASED, STAYS)


@dataclass
class Desk:
    """Somebody at the desk."""

    page: Page
    url: str

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.url}/hallinta/en{path}")
        return self.page

    def press(self, name: str, exact: bool = True) -> None:
        follow(self.page.get_by_role("button", name=name, exact=exact).first)
        assert not self.page.locator(".errors").count(), self.page.locator(".errors").inner_text()


def email(n: int) -> str:
    return f"henkilo{n}@example.fi"


def rows() -> tuple[list[str], list[int]]:
    """The file's lines, and the numbers of those that are faulty."""
    lines, faulty = [HEADER], []
    for n in range(ROWS):
        values = {"name": f"Henkilö {n}", "email": email(n), "phone": f"040 {1_000_000 + n}"}
        form = "{name};{email};{phone};"
        if n % 27 == 26:
            form = FAULTS[len(faulty) % len(FAULTS)]
            faulty.append(n + 2)  # the header is line 1
        lines.append(form.format(**values))
    return lines, faulty


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("round-trip")
    content = registered(folder / "content")
    site = sites.built(content, folder / "site", "--publish")
    with Server(folder / "data", site, content / "record.toml", folder / "logs") as server:
        yield server


@pytest.fixture(scope="module")
def recovery(server: Server) -> list[str]:
    """An owner, past the pages that set one up (test_owner.py); returns codes that sign in once each."""
    now = datetime.now(UTC)
    keyring, secret = slots.unlock_managed(server.data).keyring, codes.new_secret()
    users.add(server.data, keyring, "Olli Omistaja", "owner", WORDS, initial=False)
    unlocked = slots.unlock_words(server.data, WORDS)
    _, recovery = users.enrol(server.data, unlocked, secret, pyotp.TOTP(secret).at(now), now)
    return recovery


def signed_in(browser: Browser, server: Server, code: str, *, script: bool = False) -> Desk:
    page = browser.new_context(java_script_enabled=script).new_page()
    page.goto(f"{server.url}/hallinta/en/kirjaudu")
    page.fill("#passphrase", WORDS)
    page.fill("#code", code)
    follow(page.locator("main form button").first)
    assert "kirjaudu" not in page.url, page.locator("main").inner_text()
    return Desk(page, server.url)


def card(desk: Desk, n: int) -> str:
    """The address of the card of *n*, found by its e-mail address; nothing when there is none."""
    page = desk.go("/rekisteri")
    page.fill("main input[type=search]", email(n))
    follow(page.locator("main search button").first)
    found = page.locator(".mails a", has_text=email(n))
    return str(found.first.get_attribute("href")).removeprefix("/hallinta/en") if found.count() else ""


def say(desk: Desk, path: str, channel: str, state: str, how: str, words: str = "") -> None:
    page = desk.go(f"{path}/luvat")
    page.check(f"#channel-{channel}")
    page.check(f"#state-{state}")
    page.check(f"#how-{how}")
    page.fill("#words", words)
    desk.press("Write it down")


def marketing_list(desk: Desk, why: str) -> dict[str, str]:
    """The list of the newsletter: address → the header that its mail carries."""
    page = desk.go("/luettelot?kanava=email")
    page.fill("#to", "Postitustalo Malli")
    page.fill("#why", why)
    with page.expect_download() as download:
        page.locator("#download").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))
    return {line[1]: line[3] for line in found[1:]}


def press(address: str) -> None:
    """As a mail provider does for its user: no cookie, from another site (RFC 8058, 3.2)."""
    headers = {"Origin": "https://mail.example.net", "Sec-Fetch-Site": "cross-site"}
    body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers


def imported(desk: Desk, file: Path) -> list[str]:
    """Import *file* as a person does, and return what the report names."""
    page = desk.go("/tuonti")
    page.set_input_files("#file", file)
    page.check("#kind-person")
    page.check("#source-self")
    page.check("#relation-none")
    desk.press("Next: what goes where")
    desk.press("Next: try it")
    ended(page)
    assert "Nothing is written yet" in page.locator("main").inner_text()
    follow(page.get_by_role("button", name=re.compile("^Import .* rows")))
    ended(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="All of them as a text file").click()
    return Path(download.value.path()).read_text("utf-8").splitlines()


def ended(page: Page) -> None:
    """Without a script the page asks again by itself; so does the test."""
    while page.locator("progress").count():
        page.reload()


def test_a_file_two_who_say_no_a_list_a_request_an_erasure_and_a_restore(browser, server, recovery, tmp_path):
    desk = signed_in(browser, server, recovery.pop())
    lines, faulty = rows()
    file = tmp_path / "asiakkaat.csv"
    file.write_text("\n".join((*lines, "")), "utf-8")

    # In: each of 37 faulty rows is named.
    report = imported(desk, file)
    assert len(faulty) == 37
    assert [int(re.match(r"line (\d+)", line)[1]) for line in report] == faulty
    assert "131052" not in "".join(report)
    text = desk.page.locator("main").inner_text()
    assert str(ROWS - 37) in text

    # Five permit the newsletter. That is the state that the backup has.
    cards = {n: card(desk, n) for n in PERMITTED}
    for n in PERMITTED:
        say(desk, cards[n], "email", "permitted", "desk", "Uutiskirjeen saa lähettää.")
    links = marketing_list(desk, "Syyskuun uutiskirje")
    assert set(links) == {email(n) for n in PERMITTED}
    server.flask("backup", "make")
    (backup,) = [Path(line.split("  ")[0]) for line in server.flask("backup", "list").splitlines()]

    # Two say no: one with the link of a mail, without any cookie; one by telephone.
    address = re.search(r"<https?://[^/]+(/[^>]+)>", links[email(BY_LINK)])[1]
    press(server.url + address)
    say(desk, cards[BY_PHONE], "email", "prohibited", "phone")
    assert set(marketing_list(desk, "Lokakuun uutiskirje")) == {email(ASKS), email(ERASED), email(STAYS)}

    # A letter asks what is known: who asks is made sure of, the package lies behind a code, the clock stops.
    answered_in_time(desk, browser, server, cards[ASKS])

    # One is erased, and is on no list.
    page = desk.go(f"{cards[ERASED]}/poistaminen")
    page.locator('input[name="way"]').last.check()
    page.check("#sure-1")
    desk.press("Erase")
    assert card(desk, ERASED) == ""
    assert set(marketing_list(desk, "Marraskuun uutiskirje")) == {email(ASKS), email(STAYS)}

    # Yesterday's backup is put back: erased stays erased, and no stays no.
    server.stop()
    said = server.flask("restore", str(backup))
    assert "Erased or forbidden again" in said
    server.start()
    desk = signed_in(browser, server, recovery.pop())
    assert card(desk, ERASED) == ""
    assert card(desk, STAYS) != ""
    assert set(marketing_list(desk, "Joulukuun uutiskirje")) == {email(ASKS), email(STAYS)}

    # Nor does the same file bring anybody back onto a list.
    again = tmp_path / "uudestaan.csv"
    again.write_text("\n".join((HEADER, lines[ERASED + 1], lines[BY_LINK + 1], "")), "utf-8")
    imported_again(desk, again)
    assert card(desk, ERASED) != ""
    assert set(marketing_list(desk, "Tammikuun uutiskirje")) == {email(ASKS), email(STAYS)}


def answered_in_time(desk: Desk, browser: Browser, server: Server, path: str) -> None:
    page = desk.go("/pyynnot/uusi")
    page.check('[name="article"][value="15"]')
    page.check('[name="way"][value="post"]')
    page.fill("#received_on", (clock.day(datetime.now(UTC)) - timedelta(days=20)).isoformat())
    page.fill("#who", f"Henkilö {ASKS}")
    page.fill("#asked", "Mitä tietoja minusta on?")
    page.fill("#card", path)
    desk.press("Put it on the desk")
    request = page.url
    page.check('[name="identity"][value="loop"]')
    follow(page.locator("section[aria-labelledby=who-asks] button"))
    follow(page.get_by_role("link", name="The package of the person’s data"))
    desk.press("Put it behind the code")
    words = page.locator(".proposal").inner_text()

    visitor = browser.new_context(java_script_enabled=False).new_page()
    visitor.goto(f"{server.url}/en/receipt/")
    visitor.fill("#words", words)
    follow(visitor.locator("main form button").first)
    with visitor.expect_download() as download:
        visitor.get_by_role("button", name=re.compile("json")).first.click()
    package = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert email(ASKS) in json.dumps(package)
    assert email(STAYS) not in json.dumps(package)

    page.goto(request)
    page.check("#outcome-done")
    page.fill("#answer", "Paketti annettiin kuittikoodin taakse.")
    desk.press("Close the request")
    assert "days late" not in desk.go("/pyynnot").locator("main").inner_text()
    assert "Done as asked" in page.locator("main").inner_text()


def imported_again(desk: Desk, file: Path) -> None:
    page = desk.go("/tuonti")
    page.set_input_files("#file", file)
    page.check("#kind-person")
    page.check("#source-self")
    page.check("#relation-none")
    page.check("#overwrite-1")
    desk.press("Next: what goes where")
    desk.press("Next: try it")
    ended(page)
    follow(page.get_by_role("button", name=re.compile("^Import ")).first)
    ended(page)


def test_what_somebody_says_by_telephone_is_written_down_by_keyboard_alone(browser, server, recovery):
    """From the search to the ledger: Tab, arrows, space, Enter and letters."""
    desk = signed_in(browser, server, recovery.pop(), script=True)
    page, keys = desk.page, desk.page.keyboard
    desk.go("/kortti/uusi/person")
    reach(page, "[name='person.name']")
    keys.type("Näppäimistö Käyttäjä")
    reach(page, "[name='person.emails']")
    keys.type("nappaimisto@example.fi")
    if page.locator("[name=source]").count():
        reach(page, "[name=source]")
        keys.press("Space")
    reach(page, "main form button")
    enter(page)
    assert page.locator("h1").inner_text() == "Näppäimistö Käyttäjä"

    reach(page, "a[href$='/luvat']")
    enter(page)
    reach(page, "#channel-email")
    keys.press("Space")
    reach(page, "[name=state]")
    keys.press("Space")
    keys.press("ArrowDown")
    assert page.locator("#state-prohibited").is_checked()
    reach(page, "[name=how]")
    keys.press("Space")
    reach(page, "main form button")
    enter(page)

    assert "Prohibited" in page.locator("main table").inner_text()


def reach(page: Page, wanted: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached with Tab")
