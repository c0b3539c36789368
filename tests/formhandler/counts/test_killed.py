"""The server is killed while it counts: nothing answered is lost, and nothing is counted twice."""

import random
from http.client import HTTPConnection

from tests import sites
from tests.counted import counted
from tests.formhandler.counts import killing
from tests.requests import TYPED
from tests.server import Server


def ask(connection: HTTPConnection, host: str) -> None:
    """Open the front page as somebody who comes from *host*, and read all of it."""
    headers = {**TYPED, "Referer": f"https://{host}/", "Sec-Fetch-Site": "cross-site"}
    connection.request("GET", "/", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"</html>" in answer.read()


def test_no_answered_view_is_lost_and_none_is_counted_twice(tmp_path):
    content = counted(tmp_path, "server", keys=killing.MOST)
    site = sites.built(content, tmp_path / "site", "--publish")
    server = Server(tmp_path / "data", site, content / "record.toml", tmp_path / "logs")

    sent = killing.lives(server, ask, 3, random.Random())

    assert len(sent.answered) > 3 * 20
    assert killing.wrong(server, sent) == {"lost": 0, "doubled": 0, "invented": 0}
