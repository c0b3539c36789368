"""What the pages' script tells of a view comes to the handler through each web server."""

from collections.abc import Iterator

import pytest

from formhandler.counts.beacon import PATH
from tests import sites
from tests.counted import counted
from tests.server import Server
from tests.webserver.front import KINDS, configuration, front
from webserver.serving import BEACON

SENT = {
    "User_Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
    "Content_Type": "text/plain;charset=UTF-8",
    "Sec_Fetch_Dest": "empty",
    "Sec_Fetch_Mode": "no-cors",
    "Sec_Fetch_Site": "same-origin",
}


@pytest.fixture(scope="module")
def handler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("told")
    content = counted(folder, "beacon")
    site = sites.built(content, folder / "output", "--publish")
    with Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"}) as server:
        yield server


@pytest.mark.parametrize("kind", KINDS)
def test_a_view_is_passed_on_and_nothing_of_it_is_logged(kind, handler, tmp_path):
    with front(kind, tmp_path, handler) as web:
        answer = web.ask(PATH, "POST", b"vd0\n/palvelut/\n", **SENT, Origin=web.url)
        web.ask("/en/")

    assert (answer.status, answer.body) == (204, b"")
    assert not web.visits.exists() or web.visits.read_text() == ""
    assert PATH not in web.log.read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_whose_pages_tell_nothing_has_no_such_address(kind, site, record_file):
    assert BEACON == PATH
    assert PATH not in configuration(kind, record_file, site)
