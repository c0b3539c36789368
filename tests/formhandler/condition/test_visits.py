"""Whether what is to be counted reaches the counter: what the doctor says of it, in each way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from formhandler.condition import visits
from formhandler.condition.finding import Mark
from formhandler.schema import count_place
from record import load
from tests.counted import counted
from tests.formhandler.app import close, config, ready
from texts import translator

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def examined(tmp_path, site):
    """A function of the way, further settings and when a line was last counted: what is found."""
    apps = []

    def examine(mode, last=None, **environ):
        record = counted(tmp_path, mode) / "record.toml"
        app = ready(config(tmp_path / "var", site, record, **environ))
        apps.append(app)
        if last is not None:
            place = {"log": "/log", "file": "1:2", "offset": 0, "at": int(last.timestamp())}
            app.extensions["writer"].submit(lambda db: db.execute(insert(count_place).values(place)))
        found = visits.counted(
            app.extensions["config"],
            load(record, today=NOW.date()),
            app.extensions["engine"],
            translator("en"),
            NOW,
        )
        return [(finding.mark, finding.text) for finding in found]

    yield examine
    for app in apps:
        close(app)


@pytest.mark.parametrize("mode", ["off", "server", "beacon"])
def test_nothing_is_said_where_nothing_is_wrong(examined, mode):
    assert examined(mode) == []


def test_a_web_server_in_front_of_a_counting_handler_is_told(examined):
    [(mark, text)] = examined("server", PROXIES="1")

    assert mark is Mark.NOTE
    assert "are not counted" in text


def test_a_log_that_nobody_ever_counted_is_told(examined):
    [(mark, text)] = examined("log")

    assert mark is Mark.NOTE
    assert "seloste-counts" in text


@pytest.mark.parametrize(
    ("ago", "marks"), [(timedelta(days=1), []), (timedelta(days=1, seconds=1), [Mark.FAULT])]
)
def test_a_log_that_is_counted_no_more_is_a_fault(examined, ago, marks):
    assert [mark for mark, _ in examined("log", last=NOW - ago)] == marks
