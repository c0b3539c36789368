"""A user's own passphrase and codes, and the passphrase asked again before what outlasts the session."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pyotp
import pytest

from formhandler.owner.access import COOKIE
from formhandler.vault import slots, users
from formhandler.vault.errors import WrongPassphrase
from tests.formhandler.owner.desk import Desk
from tests.formhandler.owner.door import WORDS, door

NEW = "quite another long passphrase"
PASSPHRASE, CODES, RECOVERY = (
    f"/hallinta/en/oma/{name}" for name in ("salalause", "kertakoodit", "varakoodit")
)


@pytest.fixture
def signed_in(app):
    """An owner who signed in just now."""
    owner = door(app)
    owner.sign_in()
    return Desk(owner.client)


@pytest.fixture
def long_in(app, signed_in):
    """The same, eleven minutes later: the passphrase is asked again."""
    for kept in app.extensions["sessions"]._kept.values():
        kept.confirmed -= timedelta(minutes=11)
    return signed_in


def test_the_passphrase_is_changed_and_the_old_one_opens_nothing(app, signed_in):
    answer = signed_in.post(PASSPHRASE, new=NEW, again=NEW)

    assert answer.status_code == 303
    data = app.extensions["config"].data
    assert slots.unlock_words(data, NEW).user.name == "Olli Omistaja"
    with pytest.raises(WrongPassphrase):
        slots.unlock_words(data, WORDS)
    assert "Your passphrase is changed" in signed_in.get("/hallinta/en/avain").text


def test_another_browser_of_the_same_user_is_locked_when_the_passphrase_changes(app):
    owner = door(app)
    owner.sign_in()
    first = owner.client.get_cookie(COOKIE, domain="www.example.fi").value
    other = app.test_client()
    app.extensions["sessions"].get(first, now=datetime.now(UTC))
    second = Desk(other)
    elsewhere = type(owner)(other, owner.secret, owner.recovery)
    elsewhere.sign_in()

    Desk(owner.client).post(PASSPHRASE, new=NEW, again=NEW)

    assert Desk(owner.client).get("/hallinta/en/avain").status_code == 200
    assert second.get("/hallinta/en/avain").status_code == 303


@pytest.mark.parametrize(
    ("passphrase", "status"), [("", 422), ("not my passphrase at all", 422), (WORDS, 303)]
)
def test_at_a_desk_left_open_nobody_else_changes_it(app, long_in, passphrase, status):
    answer = long_in.post(PASSPHRASE, new=NEW, again=NEW, passphrase=passphrase)

    assert answer.status_code == status
    assert ("This is not your passphrase" in answer.text) is (status == 422)


def test_guessing_it_at_a_desk_left_open_is_slowed_down_as_at_the_door(app, long_in):
    for _ in range(9):
        app.extensions["tries"].missed("127.0.0.1", now=datetime.now(UTC))

    assert "Too many wrong tries" in long_in.post(PASSPHRASE, new=NEW, again=NEW, passphrase=WORDS).text


def test_a_passphrase_that_somebody_else_has_is_not_named_as_such(app, signed_in):
    data = app.extensions["config"].data
    users.add(data, slots.unlock_managed(data).keyring, "Siiri", "staff", NEW, initial=False)

    answer = signed_in.post(PASSPHRASE, new=NEW, again=NEW)

    assert answer.status_code == 422
    assert "Choose another passphrase." in answer.text
    assert "somebody" not in answer.text


def test_a_new_phone_takes_over_when_it_shows_the_right_code(app, signed_in):
    page = signed_in.get(CODES)
    secret = re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', page.text)[1].replace(" ", "")
    assert "<svg" in page.text

    wrong = signed_in.post(CODES, code="000000")
    assert wrong.status_code == 422
    assert secret == re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', wrong.text)[1].replace(" ", "")
    signed_in.post(CODES, code=pyotp.TOTP(secret).at(datetime.now(UTC)))

    assert slots.unlock_words(app.extensions["config"].data, WORDS).user.totp == secret
    assert len(re.findall(r"<li>[0-9A-Z-]{14}</li>", signed_in.get(RECOVERY).text)) == 10


def test_recovery_codes_are_shown_until_they_are_stored_and_then_never(signed_in):
    signed_in.post(RECOVERY)
    codes = [unescape(code) for code in re.findall(r"<li>([0-9A-Z-]{14})</li>", signed_in.get(RECOVERY).text)]
    assert codes == re.findall(r"<li>([0-9A-Z-]{14})</li>", signed_in.get(RECOVERY).text)

    signed_in.post(RECOVERY, stored="1")

    after = signed_in.get(RECOVERY).text
    assert "10 recovery codes left" in after
    assert not any(code in after for code in codes)
