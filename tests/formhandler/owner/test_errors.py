"""What a person sees at the desk when something is wrong."""

import pytest

from tests.formhandler.owner.desk import HTTPS, SAME, desk


@pytest.mark.parametrize(
    ("path", "lang", "said"),
    [
        ("/hallinta/ei-ole", "fi", "Saapuneisiin"),
        ("/hallinta/sv/finns-inte/alls", "sv", "Till inkorgen"),
        ("/hallinta/en/nothing", "en", "To the inbox"),
    ],
)
def test_a_missing_page_is_in_the_desks_clothes_and_language(app, path, lang, said):
    answer = desk(app).get(path)

    assert answer.status_code == 404
    assert f'<html lang="{lang}">' in answer.text
    assert said in answer.text
    assert 'class="deskhead"' in answer.text


def test_without_a_session_a_missing_page_shows_no_menu(app):
    answer = app.test_client().get("/hallinta/en/nothing", base_url=HTTPS)

    assert answer.status_code == 404
    assert "deskmenu" not in answer.text


def test_a_page_that_is_only_a_button_says_so(app):
    answer = desk(app).get("/hallinta/en/lukitse")

    assert answer.status_code == 405
    assert "only takes a form" in answer.text


def test_a_role_that_is_too_small_says_so(app):
    answer = desk(app, "reader").get("/hallinta/en/kayttajat")

    assert answer.status_code == 403
    assert "This is not for you to do" in answer.text


def test_a_method_that_nobody_uses_is_answered_too(app):
    assert desk(app).client.put("/hallinta/en/avain", base_url=HTTPS, headers=SAME).status_code == 404


def test_errors_are_not_kept_by_any_cache(app):
    answer = desk(app).get("/hallinta/en/nothing")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("lang", ["", "sv/", "en/"])
@pytest.mark.parametrize("name", ["tyyli.0.css", "lukko.0.js"])
def test_only_the_present_version_of_a_file_is_given(app, lang, name):
    assert app.test_client().get(f"/hallinta/{lang}{name}", base_url=HTTPS).status_code == 404


def test_what_has_just_happened_is_told_once(app):
    owner = desk(app)
    owner.post("/hallinta/en/kayttajat", name="Siiri", role="staff")
    slot = [word for word in owner.get("/hallinta/en/kayttajat").text.split('"') if word.endswith("/poista")][
        -1
    ]
    owner.post(slot)

    first, second = (owner.get("/hallinta/en/avain/vaihto").text for _ in range(2))

    assert 'role="status"' in first and "is removed" in first
    assert "is removed" not in second
