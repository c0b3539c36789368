"""The ways in, each in a copy of the project whose record and pages are the example's."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server import free_port

ROOT = Path(__file__).parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".*_cache", "__pycache__", ".hypothesis", "output*", "var", "tests", ".venv"
)
HOME = Path("content/pages/home.md")
RECORD = Path("content/record.toml")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder of its own, with a space in its name, and the environment that runs these tests."""
    project = tmp_path / "my site"
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    shutil.rmtree(project / "content")
    shutil.copytree(ROOT / "tests/example/content", project / "content")
    shutil.copytree(ROOT / "tests/example/docs", project / "docs", dirs_exist_ok=True)
    shutil.copy(ROOT / "tests/example/record.toml", project / RECORD)
    (project / ".venv").symlink_to(sys.prefix)
    return project


def environment() -> dict[str, str]:
    """Ours, less what make gives those it starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def make(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ("make", *arguments)
    return subprocess.run(
        command, cwd=project, env=environment(), capture_output=True, text=True, timeout=600
    )


@contextmanager
def running(project: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`make serve` or `make dev`; `printed` reads what it says, from files beside the project."""
    with (project.parent / "stdout").open("w") as out, (project.parent / "stderr").open("w") as err:
        process = subprocess.Popen(
            ("make", *arguments),
            cwd=project,
            env=environment(),
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def printed(project: Path, words: str, *, to: str = "stdout", times: int = 1) -> str:
    """Wait until *words* were printed so many times; returns all that was."""
    deadline = time.monotonic() + 240
    while (text := (project.parent / to).read_text()).count(words) < times:
        assert time.monotonic() < deadline, (words, text, (project.parent / "stderr").read_text())
        time.sleep(0.05)
    return text


def page(port: int, path: str = "/") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def files(project: Path) -> set[str]:
    found = (path.relative_to(project) for path in project.rglob("*") if path.is_file())
    return {str(path) for path in found if path.parts[0] not in (".venv", "output")}


def test_serve_says_the_address_first_and_answers_there(project):
    port = free_port()
    with running(project, "serve", f"PORT={port}", "DATA=my data"):
        assert printed(project, "\n").startswith(f"Serving on http://127.0.0.1:{port}/\n")
        assert "<html" in page(port)


def test_serve_writes_nothing_but_the_site_and_what_lies_under_data(project):
    before = files(project)
    with running(project, "serve", f"PORT={free_port()}", "DATA=my data"):
        printed(project, "Serving on")

    new = files(project) - before

    assert new
    assert {name for name in new if not name.startswith("my data/")} == set()


def test_serve_stops_when_make_is_told_to(project):
    port = free_port()
    with running(project, "serve", f"PORT={port}") as server:
        printed(project, "Serving on")
        server.terminate()
        server.wait(60)

        with pytest.raises(urllib.error.URLError):
            page(port)


def test_serve_stops_at_control_c(project):
    port = free_port()
    with running(project, "serve", f"PORT={port}") as server:
        printed(project, "Serving on")
        os.killpg(server.pid, signal.SIGINT)  # a terminal tells make and all it started
        server.wait(60)

        with pytest.raises(urllib.error.URLError):
            page(port)


def test_a_broken_record_stops_serve_and_leaves_the_site_built_last(project):
    assert make(project, "html").returncode == 0
    before = (project / "output/index.html").read_bytes()
    (project / RECORD).write_text("[record]\n")

    done = make(project, "serve", f"PORT={free_port()}")

    assert done.returncode != 0
    assert done.stdout == ""
    assert "content/record.toml: " in done.stderr
    assert (project / "output/index.html").read_bytes() == before


def test_dev_shows_a_changed_page_and_outlives_a_broken_record(project):
    port = free_port()
    home, record = project / HOME, project / RECORD
    with running(project, "dev", f"PORT={port}"):
        assert printed(project, "\n").startswith(f"Serving on http://127.0.0.1:{port}/\n")

        home.write_text(home.read_text() + "\nFreshly written.\n")
        printed(project, "Serving on", times=2)
        assert "Freshly written." in page(port)

        whole = record.read_text()
        record.write_text("[record]\n")
        printed(project, "The site was not built", to="stderr")
        assert "Freshly written." in page(port)

        record.write_text(whole)
        printed(project, "Serving on", times=3)
        assert "Freshly written." in page(port)


def test_dev_starts_a_changed_handler_without_building(project):
    with running(project, "dev", f"PORT={free_port()}"):
        printed(project, "Serving on")
        with (project / "formhandler/serve.py").open("a") as source:
            source.write('\nprint("A new handler.", file=sys.stderr)\n')

        printed(project, "Serving on", times=2)
        said = printed(project, "A new handler.", to="stderr")

    assert said.count("Done: Processed") == 1


def test_publish_uploads_the_site_as_it_stands_online_and_keeps_the_notice(project, tmp_path):
    there = tmp_path / "web server"

    done = make(project, "publish", f"PUBLISH_TO={there}")

    assert done.returncode == 0, done.stderr
    assert "<html" in (there / "current/index.html").read_text()
    assert len(list((project / "content/versions").iterdir())) == 1
    assert not (project / "output").exists()


def test_publish_refuses_what_only_the_owner_can_know_and_lists_it(project, tmp_path):
    there = tmp_path / "web server"
    stated = (project / RECORD).read_text()
    gap = (
        'url = { ask = { fi = "Mikä on osoite?", sv = "Vilken är adressen?", en = "What is the address?" } }'
    )
    (project / RECORD).write_text(re.sub(r"^url = .*$", gap, stated, count=1, flags=re.MULTILINE))

    done = make(project, "publish", f"PUBLISH_TO={there}")

    assert done.returncode != 0
    assert "site.url: not stated yet. Mikä on osoite?" in done.stderr
    assert "The published site is as it was." in done.stderr
    assert not there.exists()


def test_a_publish_that_cannot_be_built_leaves_the_published_site(project, tmp_path):
    there = tmp_path / "web server"
    assert make(project, "publish", f"PUBLISH_TO={there}").returncode == 0
    before = (there / "current").readlink()
    (project / HOME).write_text((project / HOME).read_text() + "\n[nowhere](/no-such-page/)\n")

    done = make(project, "publish", f"PUBLISH_TO={there}")

    assert done.returncode != 0
    assert "/no-such-page/" in done.stderr
    assert "The published site is as it was." in done.stderr
    assert (there / "current").readlink() == before


def test_publish_says_first_that_no_target_was_named(project):
    done = make(project, "publish")

    assert done.returncode != 0
    assert "PUBLISH_TO is empty" in done.stderr
    assert not (project / "output-publish").exists()


def test_clean_leaves_the_messages_and_the_environment(project):
    make(project, "html")
    (project / "var").mkdir()
    (project / "var/seloste.db").touch()

    assert make(project, "clean").returncode == 0

    assert (project / "var/seloste.db").exists()
    assert (project / ".venv/bin/python").exists()
    assert not (project / "output").exists()
