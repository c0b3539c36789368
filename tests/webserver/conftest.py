"""The record that asks, its site and its handler, and each web server in front of it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from record import Form, Record, load
from tests import sites
from tests.consenting import consenting
from tests.counted import way
from tests.server import Server, free_port
from tests.webserver.front import KINDS, Front, front


@pytest.fixture(scope="session")
def asking_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with two categories that wait for consent; its content lies around it."""
    folder = tmp_path_factory.mktemp("asking")
    return consenting(folder, google_analytics="G-SELOSTE01", youtube=True) / "record.toml"


@pytest.fixture(scope="session")
def record(asking_record: Path) -> Record:
    return load(asking_record, today=date(2026, 11, 22))


@pytest.fixture(scope="session")
def form(record: Record) -> Form:
    return record.form("contact")


@pytest.fixture(scope="session")
def server(asking_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Both sides of the handler in one process, behind one proxy."""
    folder = tmp_path_factory.mktemp("behind")
    site = sites.built(asking_record.parent, folder / "output", "--publish")
    with Server(folder / "data", site, asking_record, folder / "logs", {"PROXIES": "1"}) as server:
        yield server


@pytest.fixture(scope="session", params=KINDS)
def web(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """Each web server in front of that handler."""
    with front(request.param, tmp_path_factory.mktemp(request.param), server) as web:
        yield web


@pytest.fixture(scope="session", params=KINDS)
def lonely(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """Each web server with the site, and nobody where the handler should be."""
    nobody = replace(server, port=free_port())
    with front(request.param, tmp_path_factory.mktemp(f"lonely-{request.param}"), nobody) as web:
        yield web


@pytest.fixture(scope="session")
def own_behind(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The owner's own record and site, with visits counted in the way of a web server in front."""
    folder = tmp_path_factory.mktemp("own-behind")
    for part in ("content", "docs"):
        shutil.copytree(sites.ROOT / part, folder / part)
    record = folder / "content" / "record.toml"
    way(record, "log")
    return record, sites.built(record.parent, folder / "output")


@pytest.fixture(params=["example", "own", "asking"])
def each_record_and_site(request: pytest.FixtureRequest, record_file: Path) -> tuple[Path, Path]:
    """A record and the site that was built from it."""
    if request.param == "asking":
        return request.getfixturevalue("asking_record"), request.getfixturevalue("server").site
    if request.param == "own":
        return request.getfixturevalue("own_behind")
    return record_file, request.getfixturevalue("site")
