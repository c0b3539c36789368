"""From a machine where nobody can sign in to an open form, and back on the way after any crash."""

import re
from datetime import UTC, datetime
from html import unescape

import pyotp
import pytest

from formhandler import create_app, db
from formhandler.gate import Closed
from formhandler.owner.access import COOKIE
from formhandler.owner.rotating import Rotating
from formhandler.vault import files, keys, making, managed, slots, state
from tests.formhandler.app import Visitor, close, shown
from tests.formhandler.owner.desk import HTTPS, SAME

WORDS = "correct horse battery staple"
START = "/hallinta/en/alku"


class Browser:
    """Follows redirects and sends the form of the page it is on."""

    def __init__(self, app):
        self.client = app.test_client()
        self.page = None
        self.path = ""

    def go(self, path):
        return self._follow(self.client.get(path, base_url=HTTPS, headers={"Sec-Fetch-Site": "none"}), path)

    def send(self, path=None, **changes):
        """The last form of the page, with *changes*."""
        form = self.page.text.rsplit("<form", 1)[1] if "<form" in self.page.text else ""
        fields = {**self._fields(form), **changes}
        path = path or self.path
        return self._follow(self.client.post(path, base_url=HTTPS, headers=SAME, data=fields), path)

    def _fields(self, form):
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
        return {name: unescape(value) for name, value in found}

    def _follow(self, answer, path):
        while answer.status_code == 303:
            path = answer.location
            answer = self.client.get(path, base_url=HTTPS, headers={"Sec-Fetch-Site": "same-origin"})
        self.page, self.path = answer, path.partition("?")[0]
        return answer

    @property
    def heading(self):
        return unescape(re.search(r"<h1>(.*?)</h1>", self.page.text)[1])

    def items(self):
        return [unescape(item) for item in re.findall(r"<li>([^<]+)</li>", self.page.text)]


def set_up_owner(browser, app):
    browser.go("/hallinta/en/")
    assert browser.path == START
    browser.send(setup_code=app.extensions["setup"].code)
    browser.send(step="owner", name="Olli Omistaja", new=WORDS, again=WORDS)
    assert browser.heading == "One-time codes"


def set_up_codes(browser):
    secret = re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', browser.page.text)[1].replace(" ", "")
    browser.send(code=pyotp.TOTP(secret).at(datetime.now(UTC)))
    assert browser.heading == "Recovery codes"
    codes = browser.items()
    browser.send(stored="1")
    return codes


def make_kit(browser):
    assert browser.heading == "Recovery kit"
    browser.send()
    words = browser.items()
    assert len(words) == 24
    return words


def prove_kit(browser, words):
    browser.go("/hallinta/en/avain/tuloste/sanat")
    asked = [int(place) for place in re.findall(r'name="word-(\d+)"', browser.page.text)]
    browser.send(**{f"word-{place}": words[place - 1].upper() for place in asked})


def wait_for_rotation(app):
    rotating: Rotating = app.extensions["rotating"]
    rotating.thread.join()
    assert rotating.error is None


@pytest.fixture
def empty(settings):
    """The owner's side on an empty machine: a database, no key."""
    settings.make_data_folder()
    app = create_app(settings)
    db.upgrade(app.extensions["engine"])
    yield app
    close(app)


def test_a_managed_vault_with_messages_becomes_a_sealed_one(app, settings):
    reference = Visitor(app.test_client()).send("Before the set-up")
    old = keys.load_public(settings.data)
    browser = Browser(app)

    set_up_owner(browser, app)
    set_up_codes(browser)
    assert browser.heading == "How the archive is kept"
    browser.send(keeping="sealed")
    prove_kit(browser, make_kit(browser))
    wait_for_rotation(app)
    browser.go("/hallinta/en/avain/vaihto")
    assert "encrypted to the new key" in browser.page.text
    browser.go("/hallinta/en/alku/valmis")

    assert browser.heading == "Ready"
    assert state.load(settings.data).opens == state.SEALED
    assert not (files.folder(settings.data) / managed.NAME).exists()
    assert keys.load_public(settings.data) != old
    assert app.extensions["setup"].code is None
    assert reference in browser.go("/hallinta/en/").text


def test_who_keeps_the_key_file_is_told_the_price_and_is_ready(app, settings):
    browser = Browser(app)
    set_up_owner(browser, app)
    set_up_codes(browser)
    assert "can read every message" in browser.page.text

    browser.send(keeping="managed")

    assert browser.heading == "Ready"
    assert state.load(settings.data).opens == state.MANAGED


def test_on_an_empty_machine_the_form_opens_when_the_kit_is_proven_and_no_sooner(empty, settings):
    browser, gate = Browser(empty), empty.extensions["gate"]
    set_up_owner(browser, empty)
    set_up_codes(browser)
    words = make_kit(browser)
    gate.look_again()
    with pytest.raises(Closed):
        gate.key()

    prove_kit(browser, words)

    assert browser.heading == "Ready"
    assert gate.key() == keys.load_public(settings.data)


def test_after_a_crash_the_owner_signs_in_and_goes_on(empty, settings):
    set_up_owner(Browser(empty), empty)
    again = create_app(settings)  # another process: its memory is empty
    browser = Browser(again)

    browser.go("/hallinta/en/")
    assert browser.heading == "Sign in"
    browser.send(passphrase=WORDS)
    assert browser.heading == "One-time codes"
    codes = set_up_codes(browser)
    browser.go("/hallinta/en/")

    third = create_app(settings)
    browser = Browser(third)
    browser.go("/hallinta/en/kirjaudu")
    browser.send(passphrase=WORDS, code=codes[0])
    assert browser.heading == "Recovery kit"
    prove_kit(browser, make_kit(browser))
    assert state.load(settings.data).proven
    close(again, third)


def test_a_database_that_a_crash_kept_from_hearing_of_the_vault_hears_of_it(empty, settings):
    making.create(settings.data, now=datetime.now(UTC), words=WORDS)
    browser = Browser(empty)
    browser.go("/hallinta/en/")

    browser.send(passphrase=WORDS)

    assert browser.heading == "One-time codes"
    assert keys.known(empty.extensions["engine"]) == keys.load_public(settings.data)


def test_until_the_codes_are_set_up_no_other_page_opens(app):
    browser = Browser(app)
    set_up_owner(browser, app)

    for path in (
        "/hallinta/en/",
        "/hallinta/en/kayttajat",
        "/hallinta/en/loki",
        "/hallinta/en/oma/varakoodit",
    ):
        browser.go(path)
        assert browser.heading == "One-time codes"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "ÄÄÄÄ-ÄÄÄÄ", "0" * 10_000])
def test_without_the_code_there_is_no_owner(app, settings, code):
    browser = Browser(app)
    browser.go(START)

    browser.send(setup_code=code, step="owner", name="Thief", new=WORDS, again=WORDS)

    assert browser.page.status_code == 403
    assert not list(slots.every(settings.data, "user"))


def test_guessing_the_code_is_slowed_down(app):
    browser = Browser(app)
    browser.go(START)
    for _ in range(9):
        app.extensions["tries"].missed("127.0.0.1", now=datetime.now(UTC))

    assert browser.send(setup_code=app.extensions["setup"].code).status_code == 429


def test_the_code_is_good_for_one_owner(app):
    code = app.extensions["setup"].code
    assert app.extensions["setup"].right(code)
    set_up_owner(Browser(app), app)
    assert not app.extensions["setup"].right(code)
    thief = Browser(app)

    thief.go("/hallinta/en/kirjaudu")
    thief.send(path=START, setup_code=code, step="owner", name="Thief", new=WORDS + "s", again=WORDS + "s")

    assert thief.heading == "Sign in"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " ", "new": WORDS, "again": WORDS}, "Write your name"),
        ({"name": "Olli", "new": "too short", "again": "too short"}, "at least 15 characters"),
        ({"name": "Olli", "new": WORDS, "again": WORDS + "s"}, "The two are not the same"),
    ],
)
def test_a_passphrase_that_will_not_do_is_asked_again_and_the_name_stays(app, settings, fields, said):
    browser = Browser(app)
    browser.go(START)
    browser.send(setup_code=app.extensions["setup"].code)

    browser.send(step="owner", **fields)

    assert browser.page.status_code == 422
    assert said in browser.page.text
    assert shown(browser.page)["name"] == fields["name"].strip()
    assert not list(slots.every(settings.data, "user"))


def test_six_words_are_proposed_and_stay_when_they_are_mistyped(app):
    browser = Browser(app)
    browser.go(START)
    browser.send(setup_code=app.extensions["setup"].code)

    browser.send(step="owner", name="Olli", propose="1")
    proposed = shown(browser.page)["proposed"]
    assert len(proposed.split()) == 6
    browser.send(name="Olli", new=proposed, again="mistyped")

    assert shown(browser.page)["proposed"] == proposed


def test_what_is_shown_once_lies_nowhere_on_the_disk(app, settings):
    browser = Browser(app)
    set_up_owner(browser, app)
    codes = set_up_codes(browser)
    browser.send(keeping="sealed")
    words = make_kit(browser)
    secret = [" ".join(words), WORDS, *codes]

    held = b"".join(path.read_bytes() for path in settings.data.rglob("*") if path.is_file())

    assert not any(one.encode() in held for one in secret)
    kept = repr(app.extensions["sessions"]._kept)
    assert not any(one in kept for one in secret)


def test_a_cookie_is_set_only_with_the_owner(app):
    browser = Browser(app)
    browser.go(START)
    browser.send(setup_code=app.extensions["setup"].code)
    assert browser.client.get_cookie(COOKIE, domain="www.example.fi") is None


def test_wrong_words_prove_nothing(app, settings):
    browser = Browser(app)
    set_up_owner(browser, app)
    set_up_codes(browser)
    browser.send(keeping="sealed")
    words = make_kit(browser)

    prove_kit(browser, ["wrong", *words])  # each word one place off

    assert browser.page.status_code == 422
    assert "is another one" in browser.page.text
    assert not state.load(settings.data).proven
