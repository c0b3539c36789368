"""Another log than the usual one: what it declares is written, an address only in part, and no log none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from record import Record, load
from tests.webserver.front import KINDS, TODAY, certificate, place, running
from webserver.place import Place
from webserver.serving import Serving

TEMPLATES = {"nginx": "nginx.conf.jinja", "caddy": "Caddyfile.jinja"}


@pytest.fixture(scope="module")
def plain(record_file: Path) -> Record:
    return load(record_file, today=TODAY)


def configured(kind: str, record: Record, web, site: Path) -> str:
    """The configuration for a record that a test has changed, whose site is as before."""
    cert, key = certificate(web.folder)
    where = Place.of(
        web.url,
        root=str(site),
        certificate=str(cert),
        key=str(key),
        log=str(web.log),
        bind="127.0.0.1",
        http=web.plain,
    )
    closed = dict.fromkeys(record.languages, "/suljettu/")
    return Serving(record=record, place=where, closed_pages=closed).render(TEMPLATES[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_is_declared_as_truncated_is_written_without_its_end(kind, plain, site, tmp_path):
    fields = ("time", "status", "address")
    record = replace(plain, logs=(replace(plain.logs[0], fields=fields, address="truncated"),))
    web, _ = place(tmp_path)

    with running(kind, web, configured(kind, record, web, site)):
        web.ask("/en/?q=kanarialintu")
    line = web.log.read_text().splitlines()[-1]

    assert "127.0.0.0" in line
    assert not any(word in line for word in ("127.0.0.1", "/en/", "GET", "kanarialintu"))
    if kind == "caddy":
        assert json.loads(line).keys() == {"ts", "request", "status"}
        assert json.loads(line)["request"] == {"remote_ip": "127.0.0.0"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_without_a_log_of_the_server_has_none(kind, plain, site, tmp_path):
    web, _ = place(tmp_path)

    with running(kind, web, configured(kind, replace(plain, logs=()), web, site)):
        web.ask("/en/")

    written = [path for path in tmp_path.iterdir() if "log" in path.name and path.read_text()]
    assert written == []
