"""A package behind a receipt code: its words shown once, fetched by the person alone, gone after 30 days."""

import json
import re
from datetime import timedelta
from html import unescape

from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from formhandler import clock
from formhandler.answers import store as documents
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.schema import document
from tests.formhandler.access.people import made, person, rows
from tests.formhandler.app import SAME
from tests.formhandler.owner.desk import desk
from tests.formhandler.receipts.conftest import PATH, sender
from tests.formhandler.register.paper import PREFIX, words


def handed(owner, id, **fields):
    """Press the button, and return the page that follows."""
    path = f"{PREFIX}/kortti/{id}/tiedot"
    answer = owner.post(path, **{"kind": "access", "code": "new", "sure": "1", "kieli": "en", **fields})
    return owner.get(answer.location) if answer.status_code == 303 else answer


def spelt(shown):
    return unescape(re.search(r'<p class="proposal"[^>]*>([^<]+)</p>', shown.text)[1])


def fetch(app, code, **fields):
    """What the person gets on the receipt page, in a browser of their own."""
    return app.test_client().post(PATH, data={"words": code, **fields}, headers=SAME)


def files(shown):
    return re.findall(r'name="file" value="([^"]+)"', shown.text)


def asked(app, card, article="15", **more):
    """The id of a request that the person of *card* made."""
    today = clock.day(clock.utcnow())
    case = Case(
        article=article, way="email", received_on=today, due_on=today, who="Maija", contact="m@example.com",
        asked="All", card=card, **more,
    )  # fmt: skip
    return app.extensions["writer"].submit(lambda db: rights.add(db, rows(app), case))


def test_the_person_fetches_what_the_owner_handed_over(app):
    owner, id = desk(app, "staff"), made(app, "person", [person(emails="maija@example.com")])

    shown = handed(owner, id)

    opened = fetch(app, spelt(shown))
    readable, data = (fetch(app, spelt(shown), file=one) for one in files(opened))
    assert "maija@example.com" in readable.text
    assert readable.headers["Content-Disposition"].startswith("attachment; filename=")
    assert readable.headers["Cache-Control"] == "no-store"
    assert json.loads(data.text)["card"]["id"] == id


def test_the_words_are_shown_until_they_are_handed_over_and_never_again(app):
    owner, id = desk(app, "staff"), made(app, "person", [person()])
    path = f"{PREFIX}/kortti/{id}/tiedot"
    code = spelt(handed(owner, id))
    assert code in owner.get(path).text

    owner.post(path, given="1")

    assert code not in owner.get(path).text
    raw = b"".join(one.read_bytes() for one in app.extensions["config"].data.rglob("*") if one.is_file())
    assert code.encode() not in raw
    assert b"Maija Meik" not in raw


def test_the_owner_reads_it_first_as_the_person_will(app):
    owner, id = desk(app, "staff"), made(app, "person", [person("<b>Maija</b>")])

    shown = owner.get(f"{PREFIX}/kortti/{id}/tiedot?kieli=fi")

    assert "Oikeutesi" in words(shown)
    assert '<dd class="said">&lt;b&gt;Maija' in shown.text


def test_nobody_gets_a_package_before_somebody_made_sure_who_asks(app):
    owner, id = desk(app, "staff"), made(app, "person", [person()])

    refused = owner.post(f"{PREFIX}/kortti/{id}/tiedot", kind="access", code="new")
    unchecked = owner.post(f"{PREFIX}/kortti/{id}/tiedot", kind="access", pyynto=asked(app, id))

    assert (refused.status_code, unchecked.status_code) == (422, 422)
    assert "First make sure who asks" in words(unchecked)


def test_a_request_remembers_that_the_copy_was_given(app):
    owner, id = desk(app, "staff"), made(app, "person", [person()])
    case = asked(app, id, identity="known")

    handed(owner, id, pyynto=case)

    with app.extensions["engine"].connect() as db:
        found = rights.one(db, rows(app), case)
    assert found.done == {"copy": ""}
    assert [step.what for step in found.steps] == ["copy"]


def test_who_wrote_by_the_form_reads_it_with_the_words_they_have(open_app):
    sent, owner = sender(open_app, "What do you hold of me?", name="Maija"), desk(open_app, "staff")
    answer = owner.post(f"{PREFIX}/viesti/{sent.reference}/uusi-kortti", kind="person", name="Maija")
    id = answer.location.rsplit("/", 1)[1]
    looked = owner.get(f"{PREFIX}/kortti/{id}/tiedot").text
    thread = re.search(r'name="code" type="radio" value="([0-9a-f]{32})"', looked)[1]

    shown = handed(owner, id, code=thread)

    assert "own receipt code" in words(shown)
    kept = files(sent.come_back())
    assert "What do you hold of me?" in fetch(open_app, " ".join(sent.words), file=kept[0]).text


def test_after_its_last_day_it_is_gone(app):
    owner, id = desk(app, "staff"), made(app, "person", [person()])
    code, today = spelt(handed(owner, id)), clock.day(clock.utcnow())
    with app.extensions["engine"].connect() as db:
        last = db.execute(select(document.c.expires_on).where(document.c.kind == "package")).scalar_one()
    assert last == today + timedelta(days=30)

    app.extensions["writer"].submit(lambda db: documents.expire(db, today=last))
    assert files(fetch(app, code))
    app.extensions["writer"].submit(lambda db: documents.expire(db, today=last + timedelta(days=1)))
    assert not files(fetch(app, code))


def test_a_file_that_is_not_there_leads_back_to_the_page(app):
    owner, id = desk(app, "staff"), made(app, "person", [person()])
    code = spelt(handed(owner, id))

    for wrong in ("", "x", f"{'0' * 32}-0", f"{files(fetch(app, code))[0][:32]}-9"):
        assert "no longer here" in fetch(app, code, file=wrong).text


def test_who_was_handed_a_code_can_write_back_with_it(open_app):
    owner, id = desk(open_app, "staff"), made(open_app, "person", [person()])
    code = spelt(handed(owner, id))
    shown = fetch(open_app, code)
    field = re.search(r'name="id" value="([0-9a-f]{32})"', shown.text)[1]

    sent = fetch(open_app, code, request="correct", body="My number is wrong", id=field, warned="")

    assert "Your message has been sent" in sent.text
    reference = re.search(r"Its reference is ([0-9A-Z]{4}-[0-9A-Z]{4})", sent.text)[1]
    assert "My number is wrong" in words(owner.get(f"{PREFIX}/viesti/{reference}"))


def test_the_receipt_page_with_a_package_is_clean_for_axe(app, browser):
    owner, id = desk(app, "staff"), made(app, "person", [person()])
    shown = fetch(app, spelt(handed(owner, id)))

    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(re.sub(r"<script.*?</script>", "", shown.text, flags=re.DOTALL))
    found = Axe().run(page).response["violations"]
    page.close()
    assert found == []


def test_the_file_carries_its_own_style_and_allows_no_other(app, browser, tmp_path):
    owner, id = desk(app, "staff"), made(app, "person", [person(emails="maija@example.com")])
    code = spelt(handed(owner, id))
    readable = fetch(app, code, file=files(fetch(app, code))[0]).text
    (tmp_path / "package.html").write_text(readable.replace("<main>", '<main><p style="color: red">x</p>'))
    page = browser.new_page()
    page.goto((tmp_path / "package.html").as_uri())

    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).color") != "rgb(255, 0, 0)"
    assert "unsafe" not in readable
    page.close()
