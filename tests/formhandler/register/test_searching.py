"""The register's first page, its search, and the pages on which two cards become one."""

import re
from functools import partial

import pytest

from formhandler.register import changing
from formhandler.register.card import New
from formhandler.vault import slots
from formhandler.vault.keys import load_public
from formhandler.vault.rows import Rows
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import desk
from tests.formhandler.register import made
from tests.formhandler.register.made import NOW, TODAY

HOME = "/hallinta/en/rekisteri"


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


def put(app, kind="person", group="person", values=None):
    """A card in the app's register; its id."""
    data = app.extensions["config"].data
    rows = Rows(slots.unlock_managed(data).keyring, to=load_public(data).key_id)
    new = New(group=group, values=values or made.MAIJA, source="self", of=TODAY)
    job = partial(changing.create, rows=rows, record=app.extensions["record"], kind=kind, news=[new])
    return app.extensions["writer"].submit(partial(job, actor="Olli", now=NOW))


def token(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def test_the_newest_cards_are_listed_with_how_many_there_are(app):
    staff = desk(app, "staff")
    assert "There are no cards yet." in staff.get(HOME).text
    put(app)
    put(app, values={"person.name": "Uuno Uusi"})

    page = staff.get(HOME)

    assert "There are 2 cards." in page.text
    assert page.text.index("Uuno Uusi") < page.text.index("Maija Meikäläinen")


def test_a_search_goes_by_post_and_no_word_of_it_stands_in_an_address(app):
    id, reader = put(app), desk(app, "reader")

    answer = reader.post(f"{HOME}/haku", q="meikälä 040 123")

    assert answer.status_code == 303
    assert re.fullmatch(r"/hallinta/en/rekisteri/haku/[0-9a-f]{8}", answer.location)
    page = reader.get(answer.location)
    assert "One hit." in page.text
    assert id in page.text
    assert "No card holds all of that." in reader.get(reader.post(f"{HOME}/haku", q="xyz").location).text
    assert reader.post(f"{HOME}/haku", q="  ").location == HOME
    assert reader.get(f"{HOME}/haku/00000000").location == HOME


def test_what_is_on_a_card_stands_on_the_page_as_text(app):
    put(app, values={"person.name": "<script>alert(1)</script>"})

    assert "<script>alert" not in desk(app).get(HOME).text


def test_the_last_lock_empties_the_index(app):
    put(app)
    owner = desk(app)
    owner.get(HOME)
    assert len(app.extensions["register"]) == 1

    owner.post("/hallinta/en/lukitse")

    assert len(app.extensions["register"]) == 0


def test_two_cards_become_one_and_two_again(app):
    kept = put(app)
    gone = put(app, values={"person.name": "M. Meikäläinen", "person.emails": "maija@example.com"})
    staff = desk(app, "staff")
    assert f"/kortti/{kept}/samat/{gone}" in staff.get(f"{HOME}/samat").text
    assert f"/kortti/{kept}/samat/{gone}" in staff.get(f"/hallinta/en/kortti/{kept}/samat").text

    page = staff.get(f"/hallinta/en/kortti/{kept}/samat/{gone}")
    fields = {name: token(page, name) for name in ("version", "goes", "goes_version")}
    assert fields["goes"] == gone
    answer = staff.post(f"/hallinta/en/kortti/{kept}/yhdista", **fields)

    assert answer.location == f"/hallinta/en/kortti/{kept}"
    told = staff.get(HOME)
    assert "The two cards are one now." in told.text
    assert "There is one card." in told.text
    again = staff.post(f"/hallinta/en/kortti/{kept}/yhdista", **fields)
    assert again.location.endswith("/samat")

    assert f"/kortti/{gone}/erota" in staff.get(f"/hallinta/en/kortti/{kept}/samat").text
    staff.post(f"/hallinta/en/kortti/{gone}/erota")
    page = staff.get(HOME)
    assert "The two cards are apart again" in page.text
    assert "There are 2 cards." in page.text


def test_a_card_to_merge_with_is_searched_for_on_the_cards_own_page(app):
    one, other = put(app), put(app, values={"person.name": "Liisa Virtanen"})
    staff = desk(app, "staff")

    page = staff.post(f"/hallinta/en/kortti/{one}/samat", q="virta")

    assert f"/kortti/{one}/samat/{other}" in page.text


def test_who_only_reads_merges_nothing(app):
    one, other = put(app), put(app)
    reader = desk(app, "reader")

    assert reader.get(f"{HOME}/samat").status_code == 403
    posted = reader.post(f"/hallinta/en/kortti/{one}/yhdista", goes=other, version="2", goes_version="2")
    assert posted.status_code == 403
    assert "There are 2 cards." in reader.get(HOME).text
