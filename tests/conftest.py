"""Fixtures that more than one folder of tests needs: the built sites and a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import sites
from tests.browsers import chromium, visitors
from tests.browsers.visitors import Launched
from tests.consenting import consenting


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example trader's site as `make publish` builds it; once in each process of the run."""
    folder = tmp_path_factory.mktemp("example")
    return sites.built(sites.example(folder), folder / "output", "--publish")


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The owner's own site as `make html` builds it, with what is not yet stated marked on its pages."""
    return sites.built(sites.ROOT / "content", tmp_path_factory.mktemp("own") / "output")


@pytest.fixture(scope="session")
def consenting_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example trader's record with Google Analytics switched on; its content lies around it."""
    return consenting(tmp_path_factory.mktemp("consenting")) / "record.toml"


@pytest.fixture(scope="session")
def consenting_site(consenting_record: Path) -> Path:
    """The site of that record, as `make publish` builds it."""
    content = consenting_record.parent
    return sites.built(content, content.parent / "output", "--publish")


@pytest.fixture(scope="session", params=["example", "own"])
def each_site(request: pytest.FixtureRequest) -> Path:
    """Either site: a test that asks for this runs on both."""
    folder: Path = request.getfixturevalue({"example": "site", "own": "own_site"}[request.param])
    return folder


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers; there is one in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, one for the whole run."""
    browser = chromium.launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def launched(playwright: Playwright) -> Iterator[Launched]:
    """Chromium and Firefox behind a witness, started as visitors come who need them."""
    with visitors.launched(playwright) as launched:
        yield launched


@pytest.fixture(scope="session")
def record_file() -> Path:
    """The example trader's record, for the handler."""
    return sites.EXAMPLE / "record.toml"
