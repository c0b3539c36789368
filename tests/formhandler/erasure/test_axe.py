"""The pages of an erasure in a browser: clean for axe, as wide as a phone."""

from tests.formhandler.access.people import made, person
from tests.formhandler.erasure.persons import fact
from tests.formhandler.erasure.test_views import path_of, version
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import desk


def test_the_pages_are_clean_for_axe(app, browser):
    at = desk(app, "staff")
    id = made(app, "person", [person(emails="maija@example.com"), fact("invoicing"), fact("relationship")])

    assert seen.faults(browser, at, path_of(id)) == []
    done = at.post(path_of(id), version=version(at.get(path_of(id))), way="paper", sure="1")
    assert seen.faults(browser, at, done.location) == []
