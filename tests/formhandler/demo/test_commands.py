"""`flask counts demo`: a full dashboard to look at, beside the real data and never in it."""

import json
import re

import pytest

from formhandler import create_app, db
from formhandler.config import DEMO
from tests.formhandler.app import close, config, owner

SITE = {
    "counted": ["/", "/en/", "/en/contact/", "/kiitos/", "/sv/", "/tietosuoja/", "/yhteys/"],
    "menu": {"fi": [{"url": "/yhteys/"}], "en": [{"url": "/en/contact/"}]},
    "footer": {"fi": [{"url": "/tietosuoja/"}]},
}


@pytest.fixture
def built(tmp_path):
    """What a build writes of itself."""
    built = tmp_path / "output" / "_seloste" / "site.json"
    built.parent.mkdir(parents=True)
    built.write_text(json.dumps(SITE), "utf-8")
    return built


@pytest.fixture
def app(tmp_path, built, record_file):
    settings = config(tmp_path / "var", tmp_path / "output", record_file)
    settings.make_data_folder()
    app = create_app(settings)
    yield app
    close(app)


def test_it_fills_the_folder_and_says_how_to_see_it(app, tmp_path):
    folder = tmp_path / "demo"

    said = owner(app, "counts", "demo", str(folder))

    assert f"DATA={folder} make serve" in said
    assert (folder / db.FILE).stat().st_size > 100_000
    assert "may be deleted" in (folder / DEMO).read_text("utf-8")


def test_the_folder_of_the_real_data_is_refused_and_left_as_it_is(app, tmp_path):
    there = sorted((tmp_path / "var").iterdir())

    result = app.test_cli_runner().invoke(args=["counts", "demo", str(tmp_path / "var")])

    assert result.exit_code == 1
    assert "is somebody's own data, not a demo, and stays as it is." in result.output
    assert sorted((tmp_path / "var").iterdir()) == there


def test_without_a_site_it_says_how_to_build_one(app, tmp_path, built):
    built.unlink()

    result = app.test_cli_runner().invoke(args=["counts", "demo", str(tmp_path / "demo")])

    assert (result.exit_code, (tmp_path / "demo").exists()) == (1, False)
    assert "make html" in result.output


def test_the_address_that_it_prints_shows_the_figures_though_the_record_counts_nothing(
    app, tmp_path, site, record_file
):
    said = owner(app, "counts", "demo", str(tmp_path / "demo"))
    [address] = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", said)
    demo = create_app(config(tmp_path / "demo", site, record_file))

    page = demo.test_client().get(address)
    close(demo)

    assert page.status_code == 200
    assert "google.com" in page.text


def test_without_a_demo_nothing_is_at_that_address(tmp_path, site, record_file):
    settings = config(tmp_path / "var", site, record_file)
    settings.make_data_folder()
    app = create_app(settings)

    page = app.test_client().get("/en/luvut/AAAAAAAAAAAAAAAAAAAAAA")
    close(app)

    assert page.status_code == 404
