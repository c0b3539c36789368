"""Building sites for the tests, and looking into what was built."""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "example"
# 2026-11-23 in Helsinki: the day of every build in the tests, so that two of them can be compared.
DAY = "1795413600"


def example(folder: Path) -> Path:
    """A copy of the example trader's content, record included, that a test may change."""
    shutil.copytree(EXAMPLE / "content", folder / "content")
    shutil.copytree(EXAMPLE / "docs", folder / "docs")
    shutil.copy(EXAMPLE / "record.toml", folder / "content" / "record.toml")
    return folder / "content"


def build(content: Path, output: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m plugins.build` as `make` does."""
    command = [
        sys.executable,
        "-m",
        "plugins.build",
        "--content",
        str(content),
        "--output",
        str(output),
        *options,
    ]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": DAY, **environ}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=600)


def built(content: Path, output: Path, *options: str) -> Path:
    """Build, and return *output*; fails the test when the build does."""
    done = build(content, output, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return output


def edit(path: Path, old: str, new: str) -> None:
    """Replace *old*, which must be there, by *new* in a file."""
    text = path.read_text("utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder: its path → its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pages(site: Path) -> dict[str, str]:
    """Every page of a site: its address → its HTML."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        found["/" + name.removesuffix("index.html")] = path.read_text("utf-8")
    assert found, f"no page in {site}"
    return found


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without writing about it."""

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site on a port of 127.0.0.1: its address, without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
