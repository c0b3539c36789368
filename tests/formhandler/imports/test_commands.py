"""`flask counts import`: what it says when it worked, and what is to be done when it did not."""

import json

import pytest

from formhandler import clock
from tests.counted import counted
from tests.formhandler.app import close, config, owner, ready
from tests.formhandler.imports.made import PAGES, WEEK, goatcounter, hit, plausible

PAGES_OF_THE_SITE = ["/", "/palvelut/", "/yhteys/"]


def made(tmp_path, mode="server"):
    site = tmp_path / "output"
    (site / "_seloste").mkdir(parents=True)
    (site / "_seloste" / "site.json").write_text(json.dumps({"counted": PAGES_OF_THE_SITE}), "utf-8")
    return ready(config(tmp_path / "var", site, counted(tmp_path / "site", mode) / "record.toml"))


@pytest.fixture
def app(tmp_path):
    (tmp_path / "site").mkdir()
    app = made(tmp_path)
    yield app
    close(app)


@pytest.fixture
def file(tmp_path):
    def file(data):
        path = tmp_path / "export"
        path.write_bytes(data)
        return str(path)

    return file


def failing(app, *command):
    result = app.test_cli_runner().invoke(args=list(command))
    assert result.exit_code == 1, result.output
    return result.output


def recent(days=2):
    """WEEK's first table, of days that are always kept."""
    today = clock.day(clock.utcnow())
    return {"pages": (PAGES, *(f'"{today}","","/",1,1,{n}' for n in range(1, days + 1)))}


def test_it_says_what_was_imported(app, file):
    said = owner(app, "counts", "import", file(plausible(**recent())), "--format", "plausible")

    assert said.startswith("Imported 1 day, ")
    assert said.endswith(": views 3, visits 3.\n")


def test_the_same_file_again_is_refused_with_the_time_of_the_first(app, file):
    command = ("counts", "import", file(plausible(**recent())), "--format", "plausible")
    owner(app, *command)

    assert "This file was imported already, on " in failing(app, *command)


def test_counted_days_are_refused_with_what_to_write_instead(app, file):
    owner(app, "counts", "import", file(plausible(**recent())), "--format", "plausible")

    said = failing(app, "counts", "import", file(plausible(**recent(3))), "--format", "plausible")

    assert "1 day of the file has figures already" in said
    assert "--until" in said


def test_a_fault_is_said_with_its_line_and_that_nothing_was_imported(app, file):
    said = failing(app, "counts", "import", file(goatcounter(hit("/", bot="-1"))), "--format", "goatcounter")

    assert said == "Error: line 2, column Bot: “-1” is not a whole number from 0 up. Nothing was imported.\n"


def test_a_member_of_a_zip_is_named(app, file):
    broken = {**WEEK, "pages": ("date,page\n",)}

    said = failing(app, "counts", "import", file(plausible(**broken)), "--format", "plausible")

    assert said.startswith(
        "Error: imported_pages_20260301_20260302.csv, line 1: The column “pageviews” is missing"
    )


def test_days_that_are_left_aside_are_told(app, file):
    today = clock.day(clock.utcnow())
    rows = (PAGES, '"2020-01-01","","/",1,1,1', f'"{today}","","/",1,1,1')

    said = owner(app, "counts", "import", file(plausible(pages=rows)), "--format", "plausible")

    assert "1 row was left aside: only days from " in said


def test_without_counting_there_is_nothing_to_import_to(tmp_path, file):
    (tmp_path / "site").mkdir()
    app = made(tmp_path, "off")
    said = failing(app, "counts", "import", file(plausible(**recent())), "--format", "plausible")
    close(app)

    assert "The record counts no visits" in said


def test_without_a_site_it_says_how_to_build_one(app, tmp_path, file):
    (tmp_path / "output" / "_seloste" / "site.json").unlink()

    said = failing(app, "counts", "import", file(plausible(**recent())), "--format", "plausible")

    assert "make html" in said
