"""Users and their roles."""

import re
from html import unescape

import pytest

from formhandler.owner import log
from formhandler.vault import slots, users
from tests.formhandler.owner.desk import Desk, desk
from tests.formhandler.owner.door import Door

USERS = "/hallinta/en/kayttajat"


def test_a_new_user_gets_six_words_which_are_shown_until_handed_over(app):
    owner = desk(app)

    owner.post(USERS, name="Siiri", role="staff")

    page = owner.get(USERS).text
    words = unescape(re.search(r'<p class="proposal">(.*?)</p>', page)[1])
    assert len(words.split()) == 6
    assert slots.unlock_words(app.extensions["config"].data, words).user.initial
    owner.post(USERS, given="1")
    assert words not in owner.get(USERS).text


def test_a_new_user_changes_the_passphrase_and_sets_up_the_codes_before_anything_else(app):
    owner = desk(app)
    owner.post(USERS, name="Siiri", role="reader")
    words = unescape(re.search(r'<p class="proposal">(.*?)</p>', owner.get(USERS).text)[1])
    siiri = Door(app.test_client(), "", [])

    siiri.sign_in(words=words, code=" ")
    new = Desk(siiri.client)
    assert new.get("/hallinta/en/").location.endswith("/oma/salalause")
    page = new.get("/hallinta/en/oma/salalause")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    mine = "words that Siiri chose alone"
    answer = new.post("/hallinta/en/oma/salalause", csrf_token=token, new=mine, again=mine)

    assert answer.location.endswith("/oma/kertakoodit")
    assert new.get("/hallinta/en/").location.endswith("/oma/kertakoodit")
    assert not slots.unlock_words(app.extensions["config"].data, mine).user.initial


def test_a_removed_user_is_out_at_once_and_a_change_of_the_key_is_offered(app):
    owner, siiri = desk(app), desk(app, "staff", name="Siiri")
    assert siiri.get("/hallinta/en/").status_code == 200
    path = re.search(
        r'href="(/hallinta/en/kayttajat/\w+/poista)">Remove<span class="hidden"> Siiri', owner.get(USERS).text
    )[1]
    assert "Siiri will not get in any more" in owner.get(path).text

    answer = owner.post(path)

    assert len(app.extensions["sessions"]._kept) == 1
    assert siiri.get("/hallinta/en/").status_code == 303
    assert answer.location.endswith("/avain/vaihto")
    assert "may have kept a copy of the key" in owner.get(answer.location).text
    assert [label.name for label in users.labels(*at_hand(app))] == ["Olli Omistaja"]


def at_hand(app):
    data = app.extensions["config"].data
    return data, slots.unlock_managed(data).keyring


def test_the_only_owner_stays(app):
    owner = desk(app)
    path = re.search(r'href="(/hallinta/en/kayttajat/\w+/poista)"', owner.get(USERS).text)[1]

    answer = owner.post(path)

    assert answer.status_code == 422
    assert "This is the only owner" in answer.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"name": " ", "role": "staff"}, "Write the name"), ({"name": "S", "role": "king"}, "Choose what")],
)
def test_a_user_without_name_or_role_is_not_added(app, fields, said):
    answer = desk(app).post(USERS, **fields)

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert len(users.labels(*at_hand(app))) == 1


@pytest.mark.parametrize("role", ["reader", "staff"])
@pytest.mark.parametrize(
    "path",
    ["kayttajat", "loki", "avain/tuloste", "avain/tuloste/sanat", "avain/koe", "avain/vaihto", "alku/tapa"],
)
def test_what_is_the_owners_opens_to_nobody_else(app, role, path):
    other = desk(app, role)

    assert other.get(f"/hallinta/en/{path}").status_code == 403
    assert other.post(f"/hallinta/en/{path}").status_code in (403, 404)  # some take no post
    assert f"/hallinta/en/{path}" not in other.get("/hallinta/en/avain").text


def test_a_user_who_does_not_exist_cannot_be_removed(app):
    assert desk(app).get("/hallinta/en/kayttajat/00000000/poista").status_code == 404


def test_the_log_tells_of_added_and_removed_users_and_is_sealed(app):
    owner = desk(app)
    owner.post(USERS, name="Siiri Sipulainen", role="staff")
    path = re.findall(
        r'href="(/hallinta/en/kayttajat/\w+/poista)">Remove<span class="hidden"> Siiri', owner.get(USERS).text
    )[0]
    owner.post(path)

    said = owner.get("/hallinta/en/loki").text

    assert re.search(r"added a user</td>\s*<td>Siiri Sipulainen", said)
    assert re.search(r"removed a user</td>\s*<td>Siiri Sipulainen", said)
    raw = b"".join(path.read_bytes() for path in app.extensions["config"].data.rglob("*") if path.is_file())
    assert b"Sipulainen" not in raw
    assert log.What.USER_ADDED.value.encode() not in raw
