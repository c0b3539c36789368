"""Passphrase and code: who gets in, what the others are told, and that nothing typed is lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from formhandler.owner import sign_in
from formhandler.owner.access import COOKIE
from formhandler.owner.sign_in import TooSoon, Wrong
from formhandler.owner.tries import FREE
from formhandler.turnstile import Full
from formhandler.vault import codes, files, passphrase, slots, users
from formhandler.vault.passphrase import derive
from tests.formhandler.owner.desk import desk
from tests.formhandler.owner.door import SIGN_IN, WORDS, door

INBOX = "/hallinta/en/"
SAID = "The passphrase or the code is wrong."


@pytest.fixture
def owner(app):
    return door(app)


def test_passphrase_and_code_open_the_desk(owner):
    answer = owner.sign_in()

    assert answer.status_code == 303
    assert owner.get(answer.location).location == INBOX
    assert owner.get(INBOX).status_code == 200


def test_the_code_of_the_phone_opens_once(app, owner):
    now = datetime.now(UTC) + timedelta(minutes=5)  # enrolling used the present one
    code = pyotp.TOTP(owner.secret).at(now)

    assert sign_in.authenticate(app, WORDS, code, None, now=now).user.name == "Olli Omistaja"
    with pytest.raises(Wrong):
        sign_in.authenticate(app, WORDS, code, None, now=now)


def test_a_recovery_code_opens_once(owner):
    code = owner.recovery[0]

    assert owner.sign_in(code=code.lower()).status_code == 303
    again = owner.sign_in(code=code)
    assert again.status_code == 403
    assert SAID in again.text


@pytest.mark.parametrize(("words", "code"), [("no such passphrase here", ""), (WORDS, "000000"), ("", "1")])
def test_nobody_is_told_whether_the_passphrase_or_the_code_was_wrong(owner, words, code):
    answer = owner.sign_in(words=words, code=code)

    assert answer.status_code == 403
    assert SAID in answer.text
    assert COOKIE not in answer.headers.get("Set-Cookie", "")
    assert words == "" or words not in answer.text


def test_a_wrong_code_takes_as_long_as_a_wrong_passphrase(app, owner, monkeypatch):
    second = door_of_another(app)

    def derived(words, code):
        """How many times: nothing else takes long enough to be told from outside."""
        made = []

        def counted(*given, **path):
            made.append(derive(*given, **path))
            return made[-1]

        with monkeypatch.context() as counting, pytest.raises(Wrong):
            counting.setattr(passphrase, "derive", counted)
            sign_in.authenticate(app, words, code, None, now=datetime.now(UTC))
        return len(made)

    for words in (WORDS, second, "no such passphrase here"):
        assert derived(words, "1") == 2


def door_of_another(app):
    """A second user, so that there are two slots to try."""
    data = app.extensions["config"].data
    words = "another horse battery staple"
    users.add(data, slots.unlock_managed(data).keyring, "Siiri", "staff", words, initial=False)
    opened, now = slots.unlock_words(data, words), datetime.now(UTC)
    secret = codes.new_secret()
    users.enrol(data, opened, secret, pyotp.TOTP(secret).at(now), now)
    return words


def test_after_wrong_tries_the_network_waits_and_is_told_until_when(app, owner):
    for _ in range(12):
        app.extensions["tries"].missed("198.51.100.4", now=datetime.now(UTC))

    answer = owner.sign_in()

    assert answer.status_code == 429
    assert 64 < int(answer.headers["Retry-After"]) <= 128
    assert "Try again at " in answer.text


def test_wrong_tries_from_elsewhere_do_not_keep_the_owner_out(owner):
    for _ in range(6):
        owner.post(SIGN_IN, address="203.0.113.9", passphrase="no such passphrase here", code="1")

    assert owner.sign_in().status_code == 303


def test_who_knows_a_passphrase_cannot_guess_its_codes_from_many_networks(app, owner):
    """While the slot waits, the code that would be right is not even looked at, and nobody is told."""
    (slot,) = slots.every(app.extensions["config"].data, "user")
    now = datetime.now(UTC)
    for _ in range(FREE + 9):
        app.extensions["tries"].code_missed(slot.id, now=now)

    waiting = owner.sign_in()

    assert waiting.status_code == 403
    assert SAID in waiting.text
    app.extensions["tries"].code_hit(slot.id)
    assert owner.sign_in().status_code == 303


def test_a_wrong_code_counts_against_its_slot_and_a_right_one_forgives(app, owner):
    (slot,) = slots.every(app.extensions["config"].data, "user")
    tries, now = app.extensions["tries"], datetime.now(UTC)
    for _ in range(FREE - 1):
        tries.code_missed(slot.id, now=now)

    owner.post(SIGN_IN, "192.0.2.1", passphrase=WORDS, code="000000")

    assert tries.code_until(slot.id, now=now) > now
    tries.code_hit(slot.id)
    owner.sign_in()
    assert tries.code_until(slot.id, now=now) == now


def test_who_has_to_wait_costs_no_derivation(app, owner):
    now = datetime.now(UTC)
    for _ in range(8):
        app.extensions["tries"].missed("203.0.113.9", now=now)
    begun = time.thread_time()  # of a derivation there would be 40 ms and more: test_the_price_of_a_guess

    with pytest.raises(TooSoon):
        sign_in.authenticate(app, WORDS, owner.recovery[0], "203.0.113.9", now=now)

    assert time.thread_time() - begun < 0.05


def test_one_derivation_runs_at_a_time_and_a_crowd_is_sent_away(app):
    inside, most, refused = [], [], []
    sent_away = threading.Event()

    def enter():
        try:
            with sign_in.slowly(app):
                inside.append(1)
                most.append(len(inside))
                assert sent_away.wait(60)
                inside.pop()
        except Full:
            refused.append(1)
            if len(refused) == 3:
                sent_away.set()

    threads = [threading.Thread(target=enter) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 9
    assert len(refused) == 3  # one inside, eight waiting


def test_guesses_sent_at_once_wait_for_each_other_s_outcome(app, owner):
    now, stranger = datetime.now(UTC).replace(hour=12), "203.0.113.9"  # tries are forgotten at midnight
    for _ in range(20):
        app.extensions["tries"].missed(stranger, now=now - timedelta(hours=1))

    def guess(number):
        try:
            sign_in.authenticate(app, f"guess number {number}", "", stranger, now=now)
        except (Wrong, TooSoon, Full) as answer:
            return type(answer)

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(guess, range(8)))

    assert answers.count(Wrong) == 1


def test_each_sign_in_is_a_new_session_and_ends_the_old_one(owner):
    owner.sign_in()
    first = owner.client.get_cookie(COOKIE, domain="www.example.fi").value
    owner.sign_in()
    second = owner.client.get_cookie(COOKIE, domain="www.example.fi").value

    assert first != second
    owner.client.set_cookie(COOKIE, first, domain="www.example.fi", secure=True)
    assert owner.get(INBOX).status_code == 303


def test_a_cookie_that_a_stranger_planted_becomes_nobodys_session(owner):
    owner.client.set_cookie(COOKIE, "A" * 64, domain="www.example.fi", secure=True)
    owner.sign_in()

    assert owner.client.get_cookie(COOKIE, domain="www.example.fi").value != "A" * 64


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/hallinta/en/../../yhteys/",
        "/yhteys/",
        "/en/message/",
        "javascript:alert(1)",
        "/hallinta/en/lukitse",
        "/hallinta/en/no-such-page-but-posts",
    ],
)
def test_signing_in_leads_nowhere_but_to_our_own_pages(owner, where):
    owner.sign_in(next=where)

    went = owner.client.get(f"/hallinta/en/sisaan?next={where}", base_url="https://www.example.fi")

    assert went.status_code == 303
    assert went.location.startswith("/hallinta/en/")
    assert "evil" not in went.location


def test_signing_in_goes_on_to_where_one_was_going(owner):
    asked = owner.get("/hallinta/en/avain")
    page = owner.get(asked.location)

    answer = owner.press(page, SIGN_IN, passphrase=WORDS, code=owner.recovery[0])

    assert owner.get(answer.location).location == "/hallinta/en/avain"


def test_a_browser_that_keeps_no_cookie_is_told_so(owner):
    answer = owner.get("/hallinta/en/sisaan")

    assert answer.status_code == 403
    assert "Safari keeps this cookie only over https" in answer.text


def test_a_post_after_the_lock_is_carried_through_the_sign_in(app, owner):
    text = 'Dear customer,\r\nTuesday is <b>fine</b> & "good".\r\n'
    page = owner.post("/hallinta/en/avain/vaihto", csrf_token="old", body=text, tag="a")
    assert "What you were sending is kept" in page.text
    assert "old" not in page.text.replace("older", "")

    wrong = owner.press(page, SIGN_IN, passphrase="no such passphrase", code="1")
    assert "What you were sending is kept" in wrong.text
    carried = owner.press(wrong, SIGN_IN, passphrase=WORDS, code=owner.recovery[0])

    assert carried.status_code == 200
    assert 'action="/hallinta/en/avain/vaihto"' in carried.text
    assert "Tuesday is &lt;b&gt;fine&lt;/b&gt; &amp; &#34;good&#34;." in carried.text
    sent = owner.press(carried, "/hallinta/en/avain/vaihto")
    assert sent.status_code == 303  # with the new session's token


def test_secrets_are_not_carried(owner):
    page = owner.post(
        "/hallinta/en/oma/salalause", passphrase=WORDS, new="secret words", again="secret words"
    )

    assert page.status_code == 303
    assert "secret" not in page.text


def test_a_post_is_carried_to_no_strangers_address(owner):
    page = owner.post(
        SIGN_IN, passphrase=WORDS, code=owner.recovery[0], next="https://evil.example/", **{"kept:a": "b"}
    )

    assert page.status_code == 303
    assert "evil" not in page.text


def test_a_damaged_slot_says_so_and_lets_nobody_in(app, owner):
    data = app.extensions["config"].data
    [slot] = slots.every(data, "user")
    path = slots.path_of(data, slot.id)
    path.write_text(path.read_text().replace('"kdf"', '"kdg"'))

    answer = owner.sign_in()

    assert answer.status_code == 503
    assert "damaged" in answer.text


def test_a_slot_with_cheaper_parameters_lets_nobody_in(app, owner):
    path = slots.path_of(
        app.extensions["config"].data, next(slots.every(app.extensions["config"].data, "user")).id
    )
    path.write_text(path.read_text().replace("65536", "8"))

    assert owner.sign_in().status_code == 503


def test_a_missing_vault_says_what_to_do(app, owner):
    folder = files.folder(app.extensions["config"].data)
    folder.rename(folder.with_name("moved"))

    answer = owner.sign_in()

    assert answer.status_code == 503
    assert "backup" in answer.text or "vault init" in answer.text


def test_whose_slot_was_removed_in_the_terminal_is_out_at_once(app):
    owner = desk(app)
    assert owner.get(INBOX).status_code == 200
    data = app.extensions["config"].data
    for slot in list(slots.every(data, "user")):
        slots.remove(data, slot.id)

    assert owner.get("/hallinta/en/avain").status_code == 303


def test_asking_how_long_is_left_keeps_nobody_awake(app):
    now = datetime.now(UTC) - timedelta(minutes=14)
    owner = desk(app, now=now)

    left = int(owner.get("/hallinta/en/auki").text)
    assert 0 < left <= 60
    assert int(owner.get("/hallinta/en/auki").text) <= left
    assert int(owner.get("/hallinta/en/auki?elossa").text) > 800


def test_a_locked_desk_has_no_time_left(owner):
    assert owner.get("/hallinta/en/auki").text == "0"


def test_the_price_of_a_guess(owner, app):
    """docs/owner.md names the figure: one derivation for each user."""
    slot = next(slots.every(app.extensions["config"].data, "user"))
    begun = time.thread_time()
    derive("no such passphrase here", slot.kdf, path=slots.path_of(app.extensions["config"].data, slot.id))

    assert time.thread_time() - begun > 0.04
