"""What `make bench` runs, and what it leaves in bench/results.json."""

import json

import pytest

from bench.__main__ import RESULTS, benches, chosen, written
from bench.result import at_most, told

NOW = {"day": "2026-11-23", "cores": 2}


def test_every_bench_of_the_folder_runs():
    assert {"consent", "form", "inbox"} <= benches().keys()
    assert "load" not in benches()


def test_those_that_are_named_run_alone_and_an_unknown_name_is_told_what_there_is():
    assert list(chosen(["inbox", "form"])) == ["inbox", "form"]
    with pytest.raises(SystemExit, match=r"no bench is called forms; there are .*form"):
        chosen(["forms"])


def test_a_bench_that_ran_replaces_its_own_figures_and_no_others():
    before = written({}, [told("form: old", 1, "/s"), told("inbox: list", 2, "ms")], **NOW)

    after = written(before, [at_most("form: memory", 70.0, "MB", 80)], day="2026-11-24", cores=4)

    assert [row["name"] for row in after["results"]] == ["form: memory", "inbox: list"]
    assert after["results"][0] == {
        "name": "form: memory",
        "value": 70.0,
        "unit": "MB",
        "ratio": None,
        "target": "≤ 80 MB",
        "holds": True,
        "day": "2026-11-24",
        "cores": 4,
    }


def test_the_figures_that_are_kept_are_those_of_benches_there_are():
    rows = json.loads(RESULTS.read_text("utf-8"))["results"] if RESULTS.exists() else []

    assert {row["name"].partition(": ")[0] for row in rows} <= benches().keys()
