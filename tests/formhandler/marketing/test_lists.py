"""A list leaves out whoever said no, whichever way, and nothing brings them back."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select, update

from formhandler import clock
from formhandler.erasure import erasing
from formhandler.erasure.erasing import Order
from formhandler.exchange.importing import Desk
from formhandler.permissions import channels
from formhandler.register import store as cards
from formhandler.schema import card, dossier, entry, suppression, unsubscribe_link
from tests.formhandler.exchange.test_importing import Taking
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.made import ACTOR
from tests.formhandler.register.paper import PREFIX, made, words
from tests.formhandler.unsubscribing.made import ONE_CLICK, PROVIDER, rows

PAGE = f"{PREFIX}/luettelot"
WHO = {"to": "Esimerkki Postitus Oy", "why": "Joulukuun uutiskirje"}
PEOPLE = {
    "Maija": "+358 40 123 4501",
    "Pekka": "+358 40 123 4502",
    "Risto": "+358 40 123 4503",
    "Sanna": "+358 40 123 4504",
}
FILE = [f"{name} Esimerkki;{name.lower()}@example.com;{number}" for name, number in PEOPLE.items()]


def person(staff, name, **typed):
    basics = {
        "person.name": f"{name} Esimerkki",
        "person.emails": f"{name.lower()}@example.com",
        "person.phones": PEOPLE.get(name, "040 123 4599"),
    }
    return made(staff, **{**basics, **typed})


def say(staff, id, channel, state, lines=0, **typed):
    typed = {"words": "Saa lähettää."} | typed if state == "permitted" else typed
    answer = staff.post(
        f"{PREFIX}/kortti/{id}/luvat", channel=channel, state=state, how="phone", lines=lines, **typed
    )
    assert answer.status_code == 303, words(answer)


def file(staff, channel, **typed):
    answer = staff.post(PAGE, kanava=channel, **{**WHO, **typed})
    assert answer.status_code == 200, words(answer)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.text


def listed(staff, channel, **typed):
    """The rows of the file, by the columns' names."""
    return list(csv.DictReader(StringIO(file(staff, channel, **typed).removeprefix("\ufeff")), delimiter=";"))


def names(staff, channel, **typed):
    return {row["Name"].split()[0] for row in listed(staff, channel, **typed)}


def kept(app, table, *columns):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(*(columns or (table,)))).mappings().all()


def bring(app, lines, *, overwriting):
    """An import of the file, as the command does it."""
    extensions = app.extensions
    importer = Desk(
        writer=extensions["writer"], reader=extensions["reader"], rows=rows(app), record=extensions["record"],
        actor=ACTOR, now=clock.utcnow(), key=channels.suppression_key(extensions["secret"]),
    )  # fmt: skip
    return Taking(importer, lines).run(overwriting=overwriting)


def erase(app, id):
    sealing, record = rows(app), app.extensions["record"]
    key = channels.suppression_key(app.extensions["secret"])

    def job(db):
        version = cards.card_row(db, id)["version"]
        order = Order(
            card=id, version=version, actor=ACTOR, statement="Erased.", lang="en",
            expires_on=date(2030, 1, 1), suppression=key,
        )  # fmt: skip
        return erasing.erase(db, sealing, record, order, now=clock.utcnow())

    return app.extensions["writer"].submit(job)


@pytest.fixture
def people(app, staff):
    """Four cards; all permitted mail, and by telephone the law asks nobody first."""
    ids = {name: person(staff, name) for name in PEOPLE}
    for id in ids.values():
        say(staff, id, "email", "permitted")
    return ids


def test_who_said_no_is_left_out_whatever_is_imported_or_erased(app, staff, people):
    assert names(staff, "email") == names(staff, "phone") == set(PEOPLE)

    (link,) = [
        row["List-Unsubscribe"].strip("<>")
        for row in listed(staff, "email")
        if row["Name"].startswith("Maija")
    ]
    pressed = app.test_client().post(re.sub(r"^https?://[^/]+", "", link), data=ONE_CLICK, headers=PROVIDER)
    assert pressed.status_code == 200
    say(staff, people["Pekka"], "phone", "prohibited", lines=1)
    restrict = update(card).where(card.c.id == people["Risto"])
    app.extensions["writer"].submit(
        lambda db: db.execute(restrict.values(restricted=True, version=card.c.version + 1))
    )

    assert names(staff, "email") == {"Pekka", "Sanna"}
    assert names(staff, "phone") == {"Maija", "Sanna"}
    page = words(staff.get(f"{PAGE}?kanava=email"))
    assert "2 recipients are on the list." in page
    assert "they prohibited it 1" in page
    assert "the card is restricted 1" in page
    assert not [name for name in PEOPLE if name in page], "the page tells of nobody"

    bring(app, FILE, overwriting=True)
    assert names(staff, "email") == {"Pekka", "Sanna"}
    assert names(staff, "phone") == {"Maija", "Sanna"}

    erase(app, people["Pekka"])
    assert names(staff, "phone") == {"Maija", "Sanna"}
    assert bring(app, [f"{line} " for line in FILE], overwriting=False).taken == 1
    assert names(staff, "phone") == {"Maija", "Sanna"}, "a new card, but the number is forbidden"
    assert "the contact point is on the list of prohibitions 1" in words(staff.get(f"{PAGE}?kanava=phone"))


def test_each_mail_has_a_link_of_its_own_in_both_headers(app, staff, people):
    found = listed(staff, "email")

    links = {row["List-Unsubscribe"] for row in found}
    assert len(links) == len(PEOPLE)
    assert all(re.fullmatch(r"<https://[^/]+/peruutus/[\w-]{43}>", link) for link in links)
    assert {row["List-Unsubscribe-Post"] for row in found} == {"List-Unsubscribe=One-Click"}
    assert {one["card"] for one in kept(app, unsubscribe_link)} == set(people.values())


def test_a_text_message_has_its_link_and_a_call_has_none(app, staff, people):
    for id in people.values():
        say(staff, id, "sms", "permitted", lines=1)

    assert all("/peruutus/" in row["Link that ends the marketing"] for row in listed(staff, "sms"))
    found = listed(staff, "phone")
    assert set(found[0]) == {"Name", "Contact point", "Language"}
    assert {row["Contact point"] for row in found} == {n.replace(" ", "") for n in PEOPLE.values()}


def test_who_prohibited_distance_selling_is_not_on_a_list_for_it(staff, people):
    say(staff, people["Sanna"], "distance_selling", "prohibited", lines=1)

    assert "Sanna" in names(staff, "phone")
    assert names(staff, "phone", kaytto="distance_selling") == set(PEOPLE) - {"Sanna"}


def test_what_a_spreadsheet_would_calculate_is_text(staff):
    person(staff, "Kaava", **{"person.name": '=HYPERLINK("https://example.net")'})

    (row,) = listed(staff, "phone")
    assert row["Name"].startswith("'=")


def test_it_is_kept_for_whom_and_what_for_and_whom_it_named_and_nothing_in_clear(app, staff, people):
    listed(staff, "email")

    (line,) = [one for one in kept(app, dossier) if one["kind"] == "export"]
    content = rows(app).open(line["key_id"], "dossier", line["id"], line["sealed"])
    assert (content["recipient"], content["purpose"]) == (WHO["to"], WHO["why"])
    assert (content["channel"], content["n"], content["actor"]) == ("email", 4, "Olli Omistaja")
    assert set(content["cards"]) == set(people.values())
    assert "made a marketing list" in words(desk(app, "owner").get(f"{PREFIX}/loki"))
    data = app.extensions["config"].data
    found = [path for path in data.rglob("*") if path.is_file() and b"maija@example" in path.read_bytes()]
    assert found == []


@pytest.mark.parametrize("missing", ["to", "why"])
def test_without_saying_for_whom_and_what_for_no_list_leaves_the_house(app, staff, people, missing):
    answer = staff.post(PAGE, kanava="email", **{**WHO, missing: "  "})

    assert answer.status_code == 422
    other = "why" if missing == "to" else "to"
    assert WHO[other] in answer.text, "what was typed is still there"
    assert kept(app, dossier) == kept(app, unsubscribe_link) == []


def test_a_card_that_does_not_open_is_counted_and_nobody_is_reached_by_it(app, staff, people):
    broken = update(entry).where(entry.c.card == people["Maija"]).values(sealed=b"\1" + bytes(92))
    app.extensions["writer"].submit(lambda db: db.execute(broken))

    assert names(staff, "phone") == set(PEOPLE) - {"Maija"}
    assert "the card does not open 1" in words(staff.get(f"{PAGE}?kanava=phone"))


def test_what_is_no_list_is_refused_and_a_reader_makes_none(app, staff):
    assert staff.post(PAGE, kanava="fax", **WHO).status_code == 400
    assert staff.post(PAGE, kanava="phone", kaytto="spam", **WHO).status_code == 400
    assert desk(app, "reader").get(PAGE).status_code == 403
    assert kept(app, suppression) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_a_phone(staff, people, browser, scheme):
    say(staff, people["Pekka"], "email", "prohibited", lines=1)
    page = staff.post(PAGE, kanava="email", to="", why="").text
    sheet = staff.get(re.search(r'href="([^"]+tyyli[^"]+)"', page)[1]).text
    seen = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    seen.set_content(re.sub(r"<script .*?</script>", "", page))
    seen.add_style_tag(content=sheet)

    assert seen.evaluate("document.documentElement.scrollWidth") <= 360
    assert [each["id"] for each in Axe().run(seen).response["violations"]] == []
    seen.close()
