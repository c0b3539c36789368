from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formhandler.config import Config
from tests import sites
from tests.counted import counted
from tests.formhandler.app import close, config, ready


@pytest.fixture(scope="session")
def counting_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example trader's record with visits counted by the handler; its content lies around it."""
    return counted(tmp_path_factory.mktemp("counting"), "server") / "record.toml"


@pytest.fixture(scope="session")
def counting_site(counting_record: Path) -> Path:
    """The site of that record."""
    content = counting_record.parent
    return sites.built(content, content.parent / "output", "--publish")


@pytest.fixture
def counting_settings(tmp_path: Path, counting_site: Path, counting_record: Path) -> Config:
    """A handler of that site, with its data in a folder of the test's own."""
    return config(tmp_path / "var", counting_site, counting_record)


@pytest.fixture
def counting_app(counting_settings: Config) -> Iterator[Flask]:
    """That handler, which counts."""
    app = ready(counting_settings)
    yield app
    close(app)
