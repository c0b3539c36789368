"""GET /luvut.json: a shape that programs may rely on, and errors that say what to do."""

import json
import re
from datetime import timedelta
from pathlib import Path

from counting.view import BOT, Left, Missing
from formhandler.sharing import store
from formhandler.sharing.store import Opens
from tests.formhandler.counts.made import view
from tests.formhandler.visits.seen import HOSTILE, ago, day, keep, month


def test_its_shape_is_the_one_that_is_promised(counting_app, bearer):
    keep(
        counting_app,
        view("/", hour=ago(1), source="a.example", lang="sv"),
        view("/b/", before="/", hour=ago(1)),
    )
    keep(counting_app, Missing(ago(1), HOSTILE), Left(ago(1), BOT))
    on = day(1).isoformat()

    answer = counting_app.test_client().get(f"/luvut.json?from={on}&to={on}", headers=bearer)

    assert answer.json == {
        "schema": 1,
        "from": on,
        "to": on,
        "timezone": "Europe/Helsinki",
        "complete": True,
        "first_day": on,
        "visits": 1,
        "views": 2,
        "reloads": 0,
        "returns": 0,
        "before": None,
        "days": [{"day": on, "visits": 1, "views": 2}],
        "pages": [
            {
                "page": "/",
                "views": 1,
                "visits": 1,
                "onward": 1,
                "returns": 0,
                "reloads": 0,
                "exit_share": 0.0,
            },
            {
                "page": "/b/",
                "views": 1,
                "visits": 0,
                "onward": 0,
                "returns": 0,
                "reloads": 0,
                "exit_share": 1.0,
            },
        ],
        "sources": [{"host": "a.example", "group": "other", "visits": 1}],
        "devices": [{"device": "desktop", "views": 2}],
        "languages": [{"language": "fi", "views": 1}, {"language": "sv", "views": 1}],
        "campaigns": [],
        "forms": [],
        "missing": [{"path": HOSTILE, "times": 1}],
        "left_out": [{"reason": "bot", "times": 1}],
        "notes": [],
        "integrity": {"holds": True, "first_views": 1, "entries": 1},
    }


def test_the_docs_example_has_the_answer_s_names_and_types(counting_app, bearer):
    text = (Path(__file__).parents[3] / "docs" / "counting-api.md").read_text("utf-8")
    told, refused = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    month(counting_app)
    client = counting_app.test_client()

    found = client.get(f"/luvut.json?from={day(7)}&to={day(1)}", headers=bearer).json

    lists = {name for name, value in told.items() if isinstance(value, list)}
    assert [(name, type(value)) for name, value in sorted(told.items())] == [
        (name, type(value)) for name, value in sorted(found.items())
    ]
    for name in lists:
        for each in found[name][:1]:
            assert each.keys() == told[name][0].keys()
    assert found["before"].keys() == told["before"].keys()
    assert client.get("/luvut.json?from=x&to=y", headers=bearer).json == refused


def test_days_are_compared_with_those_before_and_today_is_not_complete(counting_app, bearer):
    month(counting_app)

    found = counting_app.test_client().get("/luvut.json", headers=bearer).json

    assert (found["from"], found["to"]) == (day(29).isoformat(), day(0).isoformat())
    assert found["complete"] is False
    assert len(found["days"]) == 30
    assert sum(page["visits"] for page in found["pages"]) == found["visits"] == found["integrity"]["entries"]
    week = f"/luvut.json?from={day(7)}&to={day(1)}"
    assert counting_app.test_client().get(week, headers=bearer).json["before"] == {
        "from": day(14).isoformat(),
        "to": day(8).isoformat(),
        "visits": sum(range(8, 15)),
        "views": sum(range(8, 15)) + 2,
    }


def test_before_the_first_visit_there_are_zeros(counting_app, bearer):
    found = counting_app.test_client().get("/luvut.json", headers=bearer).json

    assert (found["visits"], found["pages"]) == (0, [])


def test_what_was_asked_wrongly_is_refused_with_what_to_write(counting_app, bearer):
    month(counting_app)
    client, today = counting_app.test_client(), day(0)
    for query, code, says in (
        ("from=2026-13-01&to=2026-13-02", "no_date", "from=2026-10-01&to=2026-10-31"),
        ("from=1.10.2026&to=31.10.2026", "no_date", "from=2026-10-01&to=2026-10-31"),
        ("from=2026-10-01", "one_day", "from and to"),
        (f"from={day(1)}&to={day(2)}", "order", "before from"),
        (f"from={today + timedelta(days=2)}&to={today + timedelta(days=3)}", "future", str(today)),
        ("from=1999-01-01&to=1999-01-02", "nothing", str(day(39))),
        ("start=2026-10-01", "unknown_argument", "'start'"),
    ):
        answer = client.get(f"/luvut.json?{query}", headers=bearer)

        assert (answer.status_code, answer.json["error"]["code"]) == (400, code), query
        assert says in answer.json["error"]["message"], query


def test_without_the_right_token_it_says_that_one_is_needed(counting_app, bearer):
    client = counting_app.test_client()
    wrong = (
        "",
        "Bearer",
        "Bearer ",
        "Basic QUFB",
        f"Bearer {'A' * 22}",
        "Bearer \xe4",
        "Bearer " + "x" * 9000,
    )

    for headers in ({}, *({"Authorization": given} for given in wrong)):
        answer = client.get("/luvut.json", headers=headers)

        assert answer.status_code == 401, headers
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="luvut"')
        assert answer.json["error"]["message"]


def test_switched_off_there_is_nothing_even_with_the_token(counting_app, bearer):
    counting_app.extensions["writer"].submit(lambda db: store.end(db, Opens.TOKEN))

    answer = counting_app.test_client().get("/luvut.json", headers=bearer)

    assert (answer.status_code, answer.json["error"]["code"]) == (404, "off")


def test_no_other_site_s_page_and_no_cache_gets_it(counting_app, bearer):
    answer = counting_app.test_client().get(
        "/luvut.json", headers={**bearer, "Origin": "https://elsewhere.example"}
    )

    assert answer.headers["Cache-Control"] == "no-store"
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert "Set-Cookie" not in answer.headers
