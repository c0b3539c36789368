"""`flask counts fold`, as a process of its own: what it says, and that no signal loses or doubles a line."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from formhandler import create_app, db
from formhandler.config import Config
from tests.counted import counted
from tests.formhandler.app import close
from tests.formhandler.folding.made import PAGES, by_page, nginx, numbered, site, views
from tests.server import ROOT, in_time


class Counter:
    """The command, on data of its own."""

    def __init__(self, folder: Path, mode: str = "log") -> None:
        self.log = folder / "visits.log"
        self._env = {
            **os.environ,
            "DATA": str(folder / "data"),
            "RECORD": str(counted(folder, mode) / "record.toml"),
            "SITE": str(site(folder / "site", PAGES)),
            "LANG": "en_GB.UTF-8",
        }
        (folder / "data").mkdir()
        self.engine = db.connect(db.sqlite_url(folder / "data"))
        db.upgrade(self.engine)

    def run(self) -> Result:
        """Count what there is, in this process."""
        app = create_app(Config.from_environ(self._env))
        try:
            return app.test_cli_runner().invoke(args=["counts", "fold", str(self.log)])
        finally:
            close(app)

    @contextmanager
    def following(self, told: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "flask", "counts", "fold", "--follow", str(self.log)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=self._env, stderr=told, text=True, start_new_session=True
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(timeout=60)

    def append(self, raw: bytes) -> None:
        with self.log.open("ab") as file:
            file.write(raw)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(tmp_path)
    yield counter
    counter.engine.dispose()


def test_it_says_how_many_lines_it_counted_and_which_it_could_not_read(counter):
    counter.append(numbered(0, 10) + b"nonsense\n" + nginx(path="/palvelut/"))

    first, again = counter.run(), counter.run()

    assert (first.exit_code, first.stdout) == (0, "Counted 12 lines.\n")
    assert first.stderr == f"{counter.log}, line 11: no line of the log of visits; it is left out.\n"
    assert (again.exit_code, again.stdout, again.stderr) == (0, "Counted 0 lines.\n", "")
    assert views(counter.engine) == 11


def test_a_log_that_is_not_there_is_named(counter):
    done = counter.run()

    assert done.exit_code == 1
    assert f"{counter.log} can't be read: No such file or directory" in done.stderr


def test_a_record_that_counts_in_another_way_has_no_log(tmp_path):
    counter = Counter(tmp_path, "beacon")
    counter.append(nginx())

    done = counter.run()

    assert done.exit_code == 1
    assert '[counting] mode = "beacon"' in done.stderr
    assert 'Write "log" there.' in done.stderr


def test_a_database_of_an_earlier_time_is_told_of(counter):
    counter.append(nginx())
    db.downgrade(counter.engine, "0003")

    done = counter.run()

    assert done.exit_code == 1
    assert "run: flask migrate" in done.stderr


def test_it_follows_the_log_through_a_rotation_and_ends_when_it_is_told_to(counter):
    counter.append(numbered(0, 10))
    with counter.following(subprocess.PIPE) as process:
        in_time(lambda: views(counter.engine) == 10)
        counter.append(numbered(10, 15) + nginx()[:20])
        counter.log.rename(counter.log.with_name("visits.log.1"))
        with counter.log.with_name("visits.log.1").open("ab") as file:
            file.write(nginx()[20:])
        counter.append(numbered(15, 20))
        in_time(lambda: views(counter.engine) == 21)

        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)

    assert (process.returncode, told) == (0, "")


def test_whatever_moment_it_is_killed_at_each_line_is_counted_once(counter):
    chance = random.Random(20261122)
    written = b""
    for _ in range(3):
        more = numbered(0, 100) * chance.randrange(1, 200)
        # Up to the middle of a line, which the next piece goes on with.
        cut = chance.randrange(60, len(more))
        with counter.following() as process:
            counter.append(more[:cut])
            before = views(counter.engine)
            if chance.random() < 0.7:
                in_time(lambda before=before: views(counter.engine) > before)
            os.killpg(process.pid, signal.SIGKILL)
        counter.append(more[cut:])
        written += more

    counter.run()

    expected = {f"/sivu-{n}/": written.count(f"\t/sivu-{n}/\t".encode()) for n in range(100)}
    assert by_page(counter.engine) == expected
