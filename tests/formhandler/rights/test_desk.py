"""The desk of requests: nothing that is due is missing, and what was typed survives every fault."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.schema import card, request
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.conftest import registered_record
from tests.formhandler.register.paper import PREFIX, made, words

__all__ = ["registered_record"]
TODAY = clock.day(clock.utcnow())
LETTER = {
    "article": "15",
    "way": "post",
    "received_on": TODAY.isoformat(),
    "who": "Maija Meikäläinen",
    "asked": "Mitä tietoja minusta on?",
}


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


@pytest.fixture
def at(app):
    return desk(app, "staff")


def asked(at, **typed):
    """The address of a new request's page."""
    answer = at.post(f"{PREFIX}/pyynnot/uusi", **{**LETTER, **typed})
    assert answer.status_code == 303, words(answer)
    return answer.location


def do(at, page, what, **typed):
    """Press one button of a request's page as it is now."""
    version = at.get(page).text.partition('name="version" value="')[2].partition('"')[0]
    return at.post(page, do=what, version=version, **typed)


def row(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(request)).mappings().one()


def test_a_letter_stands_on_the_desk_with_its_clock_and_nothing_of_it_in_clear(app, at):
    asked(at)

    text = words(at.get(f"{PREFIX}/pyynnot"))
    assert "Maija Meikäläinen" in text
    assert "days left" in text
    assert "Make sure who asks" in text
    kept = row(app)
    assert (kept["article"], kept["way"], kept["received_on"]) == ("15", "post", TODAY)
    assert b"Maija" not in kept["sealed"]


def test_the_menu_counts_what_is_due_within_a_week(at):
    asked(at)
    assert "1<span class" not in at.get(f"{PREFIX}/pyynnot").text.partition("</nav>")[0]

    asked(at, received_on=(TODAY - timedelta(days=29)).isoformat())

    menu = at.get(f"{PREFIX}/pyynnot").text.partition("</nav>")[0]
    assert '<span class="count">1<' in menu


def test_a_late_one_says_so_in_words(at):
    asked(at, received_on=(TODAY - timedelta(days=60)).isoformat())

    assert "days late" in words(at.get(f"{PREFIX}/pyynnot"))


def test_what_is_missing_is_told_and_what_was_typed_is_still_there(app, at):
    answer = at.post(f"{PREFIX}/pyynnot/uusi", **{**LETTER, "article": "", "who": ""})

    assert answer.status_code == 422
    assert "Choose what the person asks for." in words(answer)
    assert "Mitä tietoja minusta on?" in answer.text
    with app.extensions["engine"].connect() as db:
        assert db.execute(select(request)).all() == []


def test_a_request_goes_from_the_check_of_who_asks_to_its_answer(app, at):
    page = asked(at)
    id = made(at)
    assert do(at, page, "card", card=f"http://localhost{PREFIX}/kortti/{id}").status_code == 303
    assert do(at, page, "identity", identity="loop", identity_note="vastasi osoitteesta").status_code == 303
    assert do(at, page, "action", action="find").status_code == 303
    assert do(at, page, "action", action="copy", note="paketti kuitin taakse").status_code == 303
    answer = do(
        at,
        page,
        "close",
        outcome="done",
        closed_on=TODAY.isoformat(),
        answer="Lähetetty kuittikoodin taakse.",
    )

    assert answer.status_code == 303
    kept = row(app)
    assert (kept["card"], kept["closed_on"]) == (id, TODAY)
    assert TODAY < kept["expires_on"] < TODAY + timedelta(days=4 * 366)
    text = words(at.get(page))
    assert "vastasi osoitteesta" in text
    assert "Lähetetty kuittikoodin taakse." in text
    assert "Maija Meikäläinen" in words(at.get(f"{PREFIX}/pyynnot")).partition("Answered on")[2]


def test_a_refusal_needs_its_ground_and_the_way_to_complain(at):
    page = asked(at)

    answer = do(at, page, "close", outcome="refused", closed_on=TODAY.isoformat(), answer="Emme anna.")

    assert answer.status_code == 422
    assert "Emme anna." in answer.text
    assert "the person has to be told" in words(answer)


def test_after_the_first_month_nothing_is_extended(at):
    page = asked(at, received_on=(TODAY - timedelta(days=45)).isoformat())

    assert "can no longer be extended" in words(at.get(page))
    answer = do(at, page, "extend", extended_on=TODAY.isoformat(), reasons="Paljon papereita.")
    assert answer.status_code == 422
    assert "Paljon papereita." in answer.text


def test_of_two_the_second_sees_what_the_first_did_and_loses_nothing(at):
    page = asked(at)
    version = at.get(page).text.partition('name="version" value="')[2].partition('"')[0]
    do(at, page, "identity", identity="known")

    answer = at.post(page, do="action", action="find", note="kansiossa 12", version=version)

    assert answer.status_code == 409
    assert "changed this request meanwhile" in words(answer)
    assert "kansiossa 12" in answer.text


def test_restriction_holds_on_the_card_and_is_lifted_only_when_the_person_knows(app, at):
    id = made(at)
    page = asked(at, article="18", card=id)

    def press(what, **typed):
        version = at.get(page).text.partition('name="version" value="')[2].partition('"')[0]
        return at.post(f"{page}/{what}", version=version, **typed)

    def restricted():
        with app.extensions["engine"].connect() as db:
            return db.execute(select(card.c.restricted).where(card.c.id == id)).scalar_one()

    assert press("rajoita").status_code == 303
    assert restricted()
    assert "Restricted" in words(at.get(page))

    answer = press("vapauta")
    assert answer.status_code == 422
    assert restricted()
    assert press("vapauta", told_lift="kirje 23.11.").status_code == 303
    assert not restricted()
    assert "kirje 23.11." in words(at.get(page))


def test_a_card_that_is_not_there_joins_nothing(at):
    page = asked(at)

    answer = do(at, page, "card", card="0" * 32)

    assert answer.status_code == 422
    assert "There is no such card." in words(answer)


def test_an_objection_to_marketing_leads_to_the_ledger_of_the_card(at):
    id = made(at)
    page = asked(at, article="21(2)", card=id)

    assert f"{PREFIX}/kortti/{id}/luvat" in at.get(page).text


def test_a_reader_sees_the_desk_and_changes_nothing(app, at):
    page = asked(at)
    reader = desk(app, "reader")

    assert reader.get(f"{PREFIX}/pyynnot").status_code == 200
    assert "<form class" not in reader.get(page).text.partition("<main")[2]
    assert reader.post(page, do="identity", identity="known", version="1").status_code == 403


@pytest.mark.parametrize("closed", [False, True])
def test_the_pages_are_clean_for_axe_and_as_wide_as_a_phone(at, browser, closed):
    page = asked(at, received_on=(TODAY - timedelta(days=20)).isoformat(), contact="maija@example.com")
    do(at, page, "card", card=made(at))
    if closed:
        do(at, page, "close", outcome="done", closed_on=TODAY.isoformat(), answer="Vastattu.")

    for path in (page, f"{PREFIX}/pyynnot", f"{PREFIX}/pyynnot/uusi"):
        assert seen.faults(browser, at, path) == []
