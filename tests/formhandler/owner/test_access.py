"""Who gets in, who stays out, and what nobody's cache keeps."""

from datetime import timedelta

import pytest

from formhandler import clock
from formhandler.owner.access import COOKIE
from formhandler.owner.session import IDLE, LONGEST, Sessions
from formhandler.vault import slots
from formhandler.vault.user import User
from tests.formhandler.owner.desk import HTTPS, desk

NOW = clock.utcnow()


def test_an_open_session_shows_the_inbox_and_a_lock_ends_it(app):
    owner = desk(app)
    assert owner.get("/hallinta/en/").status_code == 200
    token = owner.token

    answer = owner.post("/hallinta/en/lukitse", csrf_token=token)

    assert answer.status_code == 303
    assert owner.get("/hallinta/en/").status_code == 303


def test_a_stolen_cookie_opens_nothing_after_the_lock(app):
    owner = desk(app)
    stolen = owner.client.get_cookie(COOKIE, domain="www.example.fi").value
    owner.post("/hallinta/en/lukitse")
    thief = app.test_client()
    thief.set_cookie(COOKIE, stolen, domain="www.example.fi", secure=True)

    assert thief.get("/hallinta/en/", base_url=HTTPS).status_code == 303


@pytest.mark.parametrize(
    ("waited", "open_"), [(IDLE, True), (IDLE + timedelta(seconds=1), False), (LONGEST, False)]
)
def test_a_session_locks_itself_when_nobody_is_there(vault, waited, open_):
    sessions, unlocked = Sessions(), opened(vault)
    cookie = sessions.open(unlocked, now=NOW)

    assert (sessions.get(cookie, now=NOW + waited) is not None) is open_


def test_however_busy_the_passphrase_is_asked_again_after_a_working_day(vault):
    sessions, unlocked = Sessions(), opened(vault)
    cookie, moment = sessions.open(unlocked, now=NOW), NOW

    while moment - NOW <= LONGEST:
        assert sessions.get(cookie, now=moment)
        moment += IDLE
    assert sessions.get(cookie, now=moment) is None


def test_the_memory_holds_no_key_that_the_cookie_does_not_open(vault):
    sessions, unlocked = Sessions(), opened(vault)
    cookie = sessions.open(unlocked, now=NOW)

    held = repr(sessions._kept).encode() + b"".join(kept.sealed for kept in sessions._kept.values())

    assert unlocked.keyring.keys[0].raw not in held
    assert unlocked.keyring.keys[0].raw.hex().encode() not in held
    assert sessions.get(cookie, now=NOW).keyring == unlocked.keyring


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "ä", "A" * 64, "=" * 64])
def test_a_cookie_of_anything_else_opens_nothing(vault, cookie):
    sessions = Sessions()
    sessions.open(opened(vault), now=NOW)

    assert sessions.get(cookie, now=NOW) is None


def test_the_name_of_a_session_with_another_key_opens_nothing_and_keeps_nobody_awake(vault):
    sessions = Sessions()
    cookie = sessions.open(opened(vault), now=NOW)
    forged = cookie[:24] + "A" * 40

    assert sessions.get(forged, now=NOW + IDLE) is None
    assert sessions.get(cookie, now=NOW + IDLE + timedelta(seconds=1)) is None


def test_when_the_last_one_locks_everything_opened_is_forgotten(vault):
    sessions, forgotten = Sessions(), []
    sessions.when_empty.append(lambda: forgotten.append(True))
    first, second = (sessions.open(opened(vault), now=NOW) for _ in range(2))

    sessions.lock(first)
    assert forgotten == []
    sessions.lock(second)
    assert forgotten == [True]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {}])
def test_a_post_from_elsewhere_does_nothing(app, headers):
    owner = desk(app)
    token = owner.token

    answer = owner.client.post(
        "/hallinta/en/lukitse", base_url=HTTPS, headers=headers, data={"csrf_token": token}
    )

    assert answer.status_code == 403
    assert owner.get("/hallinta/en/").status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_post_without_the_sessions_token_does_nothing(app, token):
    owner = desk(app)

    assert owner.post("/hallinta/en/lukitse", csrf_token=token).status_code == 403
    assert owner.get("/hallinta/en/").status_code == 200


@pytest.mark.parametrize("path", ["/hallinta/", "/hallinta/sv/", "/hallinta/en/", "/hallinta/kirjaudu"])
def test_no_cache_and_no_search_engine_keeps_a_page(app, path):
    answer = desk(app).get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def opened(vault):
    found = slots.unlock_managed(vault)
    return slots.Unlocked(
        slot=found.slot,
        keyring=found.keyring,
        own=found.own,
        wrapping=found.wrapping,
        user=User(name="Olli", role="owner"),
    )
