"""Where nothing is to be chosen there is the page alone: nothing takes an answer, no cookie is ever set."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formhandler import create_app
from tests import sites
from tests.counted import way
from tests.formhandler.app import SAME, close, config


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The owner's own content, but for the counting of visits, to which one may object."""
    folder = tmp_path_factory.mktemp("nothing")
    for name in ("content", "docs"):
        shutil.copytree(sites.ROOT / name, folder / name)
    way(folder / "content" / "record.toml", "off")
    return folder / "content"


@pytest.fixture(scope="module")
def built(content: Path) -> Path:
    return sites.built(content, content.parent / "output")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, content: Path, built: Path) -> Iterator[Flask]:
    app = create_app(config(tmp_path_factory.mktemp("own"), built, content / "record.toml"))
    yield app
    close(app)


@pytest.fixture
def paths(app):
    return list(app.extensions["record"].edition.choices_path.values())


def test_the_page_is_the_built_one(app, paths, built):
    for path in paths:
        page = app.test_client().get(path, buffered=True)

        assert page.data == (built / path.strip("/") / "index.html").read_bytes()
        assert "Cookie" not in page.headers["Vary"]
        assert b"<form" not in page.data
        assert b"<input" not in page.data


def test_it_says_that_there_is_nothing_to_accept_and_why_nothing_is_asked(app, built, paths):
    page = (built / "tietosuojavalinnat" / "index.html").read_text("utf-8")

    assert (
        "Tällä sivustolla ei ole mitään hyväksyttävää eikä hylättävää. Siksi emme kysy sinulta mitään."
        in page
    )
    assert "Eväste viesti" in page
    assert app.extensions["record"].counting.say["fi"] in page
    assert "Sivut eivät hae fontteja, kuvia eivätkä ohjelmia muilta palvelimilta." in page
    assert "Sinua ei seurata mainontaa varten" in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_takes_an_answer(app, paths, method):
    form = {"text": "0" * 64, "surface": "page", "answer": "all"}
    for path in [*paths, f"{paths[0]}kysytty", f"{paths[0]}kuitti.json"]:
        answer = getattr(app.test_client(), method)(path, data=form, headers=SAME)

        assert answer.status_code in (404, 405)
        assert "<h1" in answer.text
        assert "Set-Cookie" not in answer.headers


def test_there_is_no_receipt(app, paths):
    for path in paths:
        assert app.test_client().get(f"{path}kuitti.json").status_code == 404


def test_a_cookie_of_the_choices_name_opens_nothing(app):
    header = {"Cookie": f"valinta=statistics~0123456789ab~{'0' * 32}"}

    page = app.test_client().get("/", headers=header, buffered=True)

    assert "https://" not in page.headers["Content-Security-Policy"]
    assert "no-store" not in page.headers["Cache-Control"]
