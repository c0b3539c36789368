"""The forms of cards, as staff fill them in without a script."""

import re

import pytest

from formhandler.schema import card, entry
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.paper import CODE, MAIJA, PREFIX, cards, fill, made, page, resend, words


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


@pytest.fixture
def staff(app):
    return desk(app, "staff", name="Sari Sihteeri")


def correcting(staff, id):
    """The path of the form that corrects the card's last entry."""
    return re.findall(rf'href="{PREFIX}(/kortti/{id}/korjaa/[^"]+)"', page(staff, id).text)[-1]


def count(app, table):
    with app.extensions["engine"].connect() as db:
        return len(db.execute(table.select()).all())


def test_faults_stand_at_their_fields_and_what_was_typed_survives(app, staff):
    answer = fill(
        staff, "/kortti/uusi/person", source="", of="31.2.2026",
        **{"person.name": "Maija <b>", "person.emails": "maija", "person.phones": "12"},
    )  # fmt: skip

    assert answer.status_code == 422
    for id in ("person.emails", "person.phones", "of"):
        assert f'<a href="#{id}">' in answer.text
        assert f'id="{id}-error"' in answer.text
    assert 'href="#source-self"' in answer.text or 'value="self" checked' in answer.text
    assert 'value="Maija &lt;b&gt;"' in answer.text
    assert 'value="31.2.2026"' in answer.text
    assert "“maija” is no e-mail address" in words(answer)
    assert cards(app) == []


@pytest.mark.parametrize("column", ["person.shoe_size", "person.identity_code", "organisation.name"])
def test_a_field_that_the_record_does_not_declare_for_the_card_is_refused(app, staff, column):
    answer = fill(staff, "/kortti/uusi/person", **MAIJA, **{column: CODE})

    assert answer.status_code == 422
    assert f"declares no field {column}" in words(answer)
    assert cards(app) == []


def test_an_identity_code_in_any_field_is_refused(app, staff):
    answer = fill(staff, "/kortti/uusi/person", **{**MAIJA, "person.name": f"Maija {CODE}"})

    assert answer.status_code == 422
    assert "There is a personal identity code in this." in words(answer)
    assert cards(app) == []


@pytest.mark.parametrize("source", ["device", "trade_register", "nobody", ""])
def test_a_source_that_does_not_cover_the_group_is_refused(app, staff, source):
    assert fill(staff, "/kortti/uusi/person", **{**MAIJA, "source": source}).status_code == 422
    assert cards(app) == []


@pytest.mark.parametrize("day", ["", "31.2.2026", "1.1.0026", "1.1.2999"])
def test_a_day_that_has_not_been_is_refused(app, staff, day):
    assert fill(staff, "/kortti/uusi/person", **MAIJA, of=day).status_code == 422
    assert cards(app) == []


def test_without_a_purpose_nothing_is_kept(app, staff):
    answer = fill(staff, f"/kortti/{made(staff)}/lisaa/person", **MAIJA, purposes=[])

    assert answer.status_code == 422
    assert "Choose at least one purpose" in words(answer)


def test_a_correction_keeps_what_was_there_in_the_history(app, staff):
    id = made(staff)

    answer = fill(staff, correcting(staff, id), **{"person.name": "Maija Virtanen"})

    assert answer.status_code == 303
    text = page(staff, id).text
    assert "Maija Virtanen</h1>" in text
    current, _, past = text.partition("One earlier version")
    assert "Maija Meikäläinen" in past and "Maija Meikäläinen" not in current
    assert "+358 40 1234567" in current, "what was not corrected stays"


def test_what_is_taken_away_holds_no_longer_and_stays_in_the_history(app, staff):
    id = made(staff)
    fill(
        staff, f"/kortti/{id}/lisaa/relationship", source="self", **{"relationship.paper_folder": "Kansio 12"}
    )
    form = correcting(staff, id)
    version = re.search(r'name="version" value="(\d+)"', staff.get(PREFIX + form).text)[1]

    staff.post(PREFIX + form.replace("korjaa", "poista"), version=version)

    current, _, past = words(page(staff, id)).partition("One entry taken away")
    assert "Kansio 12" in past and "Kansio 12" not in current


def test_of_two_who_correct_one_entry_the_second_sees_what_the_first_wrote_and_loses_nothing(app, staff):
    id = made(staff)
    form = correcting(staff, id)
    opened = staff.get(PREFIX + form)
    fill(desk(app, "staff", name="Olli"), form, **{"person.name": "Maija Virtanen"})

    stale = resend(staff, opened, form, **{"person.name": "Maija Mäkinen"})

    assert stale.status_code == 409
    alert = stale.text.partition('role="alert"')[2].partition("</section>")[0]
    assert "Maija Virtanen" in alert and "Olli" in alert
    assert 'value="Maija Mäkinen"' in stale.text
    assert "Maija Virtanen</h1>" in page(staff, id).text
    again = re.search(rf'action="{PREFIX}(/kortti/{id}/korjaa/[^"]+)"', stale.text)[1]
    assert resend(staff, stale, again).status_code == 303
    assert "Maija Mäkinen</h1>" in page(staff, id).text
    assert (count(app, card), count(app, entry)) == (1, 3)


def test_what_somebody_took_away_meanwhile_can_still_be_added(app, staff):
    id = made(staff)
    form = correcting(staff, id)
    opened = staff.get(PREFIX + form)
    staff.post(PREFIX + form.replace("korjaa", "poista"), version="2")

    stale = resend(staff, opened, form, **{"person.name": "Maija Mäkinen"})

    assert stale.status_code == 409
    assert "Taken away meanwhile" in words(stale)
    assert resend(staff, stale, f"/kortti/{id}/lisaa/person").status_code == 303
    assert "Maija Mäkinen</h1>" in page(staff, id).text


def test_when_the_relationship_ends_the_page_says_until_when_each_entry_is_kept(app, staff):
    id = made(staff, relation="customer")
    assert "No last day yet" in words(page(staff, id))

    wrong = fill(staff, f"/kortti/{id}/suhde", relation="ended", ended_on="1.13.2026")
    assert wrong.status_code == 422 and 'value="1.13.2026"' in wrong.text
    assert fill(staff, f"/kortti/{id}/suhde", relation="ended", ended_on="1.11.2026").status_code == 303

    text = words(page(staff, id))
    assert "customer until 1 November 2026" in text
    assert "Kept until 31 December 2032" in text


def test_who_becomes_a_customer_is_kept_for_a_customers_purposes(app, staff):
    id = made(staff)
    assert "No last day yet" not in words(page(staff, id))

    fill(staff, f"/kortti/{id}/suhde", relation="customer")

    assert "No last day yet" in words(page(staff, id))


def test_of_two_who_change_the_relationship_the_second_is_told(app, staff):
    id = made(staff)
    opened = staff.get(f"{PREFIX}/kortti/{id}/suhde")
    fill(staff, f"/kortti/{id}/suhde", relation="customer")

    stale = resend(staff, opened, f"/kortti/{id}/suhde", relation="ended", ended_on="1.11.2026")

    assert stale.status_code == 409
    assert "The relationship is now: customer." in words(stale)
    assert 'value="1.11.2026"' in stale.text


def test_a_contact_person_is_kept_as_long_as_the_organisation_is_a_customer(app, staff):
    firm = fill(
        staff, "/kortti/uusi/organisation", relation="customer", source="self",
        **{"organisation.name": "Malli Oy"},
    ).location.rsplit("/", 1)[1]  # fmt: skip
    contact = fill(
        staff, f"/kortti/{firm}/yhteyshenkilo", source="company", **{"organisation.contact_name": "Matti"}
    ).location.rsplit("/", 1)[1]
    before = words(page(staff, contact))
    assert "No last day yet" in before
    assert "Tell the person by" in before

    fill(staff, f"/kortti/{firm}/suhde", relation="ended", ended_on="1.11.2026")

    assert "Kept until" in words(page(staff, contact))


def test_a_form_that_is_none_of_ours_is_refused(app, staff):
    id = made(staff)

    for path in ("lisaa/person", f"korjaa/{'0' * 32}", "lisaa/messages", "lisaa/nothing"):
        assert staff.post(f"{PREFIX}/kortti/{id}/{path}", **MAIJA).status_code in (400, 404), path
    assert staff.get(f"{PREFIX}/kortti/{'0' * 32}/lisaa/person").status_code == 404
    assert count(app, entry) == 1
