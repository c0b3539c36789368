"""
`python -m plugins.build`: build the site aside, check it, and only then put it where the old one stands.

Pelican writes straight into its output and carries on past much that is wrong; here a build is either whole
or has changed nothing.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.compress import compress
from plugins.faults import Refused
from plugins.links import faults

ROOT = Path(__file__).parents[1]


def build(output: Path, *, content: Path, publish: bool) -> None:
    """
    Build *content* into *output*.

    Beside it, `<output>-new` and `<output>-old` are used and removed. Refused, with the old output untouched,
    when Pelican exits with an error or the pages have faults.
    """
    new = output.with_name(output.name + "-new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        pelican(new, content=content, publish=publish)
        if found := faults(new):
            raise Refused(found)
        compress(new)
        swap(new, output)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def pelican(output: Path, *, content: Path, publish: bool) -> None:
    """
    Run Pelican in an interpreter of its own, where its warnings end the build.

    In one of its own, because the order of Python's sets differs from run to run unless PYTHONHASHSEED is set
    before it starts, and with it the bytes of the output.
    """
    settings = ROOT / ("publishconf.py" if publish else "pelicanconf.py")
    command = [
        sys.executable,
        "-m",
        "pelican",
        str(content),
        "--settings",
        str(settings),
        "--output",
        str(output),
    ]
    command += ["--fatal", "warnings", "--log-handler", "plain"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, check=False)
    if done.returncode:
        raise Refused(["The site was not built; the one built last stands as it was."])


def swap(new: Path, output: Path) -> None:
    """Put *new* in the place of *output*; if that fails, what stood there stands there again."""
    old = output.with_name(output.name + "-old")
    shutil.rmtree(old, ignore_errors=True)
    if output.exists():
        output.rename(old)
    try:
        new.rename(output)
    except OSError:
        if old.exists():
            old.rename(output)
        raise
    shutil.rmtree(old, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """Exit 0, or 1 with one line a fault on standard error."""
    parser = argparse.ArgumentParser(prog="python -m plugins.build", description="Build the site.")
    parser.add_argument("--publish", action="store_true", help="as it goes online: every fact must be stated")
    parser.add_argument("--content", type=Path, default=ROOT / "content", help="the owner's folder")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "output", help="where the site goes")
    given = parser.parse_args(arguments)
    build(given.output.absolute(), content=given.content.absolute(), publish=given.publish)
    return 0


if __name__ == "__main__":
    sys.exit(main())
