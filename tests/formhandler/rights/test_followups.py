"""What visitors ask behind their receipt code stands on the desk until one press makes it a request, once."""

import pytest
from sqlalchemy import select

from formhandler.schema import request
from tests.formhandler.app import close, config, ready
from tests.formhandler.inbox.sealed import id_of, put
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.conftest import registered_record
from tests.formhandler.register.paper import PREFIX, words

__all__ = ["registered_record"]
PAGE = f"{PREFIX}/pyynnot"


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


@pytest.fixture
def at(app):
    return desk(app, "staff")


@pytest.fixture
def asked(app):
    """The reference of a follow-up that asks for an erasure."""
    first = put(app, "Hello", name="Maija Meri", email="maija@example.fi")
    return put(app, "Please erase me", thread=id_of(app, first), request="erase")


def kept(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(request)).mappings().all()


def test_it_waits_on_the_desk_with_its_clock_and_is_counted_in_the_menu(at, asked):
    page = at.get(PAGE)

    text = words(page)
    assert "Please erase me" in text
    assert "GDPR Article 17" in text
    assert "days left" in text
    assert '<span class="count">1<' in page.text.partition("</nav>")[0]


def test_one_press_makes_it_a_request_that_knows_who_asks(app, at, asked):
    answer = at.post(f"{PAGE}/viesti", reference=asked)

    assert answer.status_code == 303
    text = words(at.get(answer.location))
    for told in ("Please erase me", "Maija Meri", "maija@example.fi", "By a receipt code"):
        assert told in text
    assert "Asked on the site" not in words(at.get(PAGE))
    (row,) = kept(app)
    assert (row["article"], row["way"]) == ("17", "web")
    assert b"Maija" not in row["sealed"]


def test_pressed_twice_it_is_one(app, at, asked):
    first = at.post(f"{PAGE}/viesti", reference=asked)
    second = at.post(f"{PAGE}/viesti", reference=asked)

    assert first.location == second.location
    assert len(kept(app)) == 1


def test_a_message_that_asks_for_nothing_becomes_no_request(app, at):
    plain = put(app, "Good day")

    for reference in (plain, "nobody"):
        assert at.post(f"{PAGE}/viesti", reference=reference).location.endswith("/pyynnot")
    assert kept(app) == []
