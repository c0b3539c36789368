"""
Every version of the notice stays readable at an address that its words determine.

`python -m plugins.versions save` keeps the present one under content/versions/<hash>/; `make publish` calls
it when the site stands, so whatever people could have read is there for good. A kept version that no longer
matches its hash stops the build, and so does a changed notice under a number that was published before.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from markupsafe import Markup

from plugins.clock import build_day
from plugins.faults import Refused
from plugins.notice import Notice, fingerprint, render
from plugins.publishing import gaps
from record import Record, RecordError, load

# The last part of the address of older versions, under the notice's own.
FOLDERS = {"fi": "versiot", "sv": "versioner", "en": "versions"}
ROOT = Path(__file__).parents[1]


def place(record: Record, lang: str, hash: str) -> str:
    """Where a version stands: "/tietosuoja/versiot/0123456789ab/"."""
    return f"{record.edition.notice_path[lang]}{FOLDERS[lang]}/{hash}/"


def older(folder: Path, current: Notice) -> tuple[Notice, ...]:
    """The kept versions other than *current*, newest first."""
    others = (notice for notice in _kept(folder) if notice.hash != current.hash)
    return tuple(sorted(others, key=lambda notice: (notice.effective_from, notice.version), reverse=True))


def read(folder: Path) -> Notice:
    """A kept version. Refused if its words are not those that were kept."""
    words = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.html"))}
    if fingerprint(words) != folder.name:
        raise Refused([f"{folder}: changed since it was published; restore it, old notices are evidence"])
    # Rendered by us and unchanged since, as the hash has just shown.
    bodies = {lang: Markup(body) for lang, body in words.items()}  # noqa: S704
    version, effective_from = _about(folder / "about.json")
    return Notice(hash=folder.name, version=version, effective_from=effective_from, bodies=bodies)


def _about(path: Path) -> tuple[str, str]:
    """The number and the first day of a kept version, as save() wrote them."""
    with suppress(FileNotFoundError, ValueError):  # no file, no UTF-8 or no JSON: refused like other JSON
        match json.loads(path.read_bytes()):
            case {"version": str(version), "effective_from": str(effective_from)}:
                return version, effective_from
    wanted = '{"version": "…", "effective_from": "YYYY-MM-DD"}'
    raise Refused([f"{path}: missing or damaged; restore it, or write what that notice had: {wanted}"])


def misnumbered(folder: Path, current: Notice) -> Iterator[str]:
    """
    What is wrong with the number of *current*, beside those that were published.

    People are told which version they read and what has changed since (GDPR Art. 12(1)), so a number
    stands for one text and a text for one number.
    """
    for kept in _kept(folder):
        if kept.version == current.version and kept.hash != current.hash:
            yield (
                f'record.version: is "{current.version}", and the notice published under it said other '
                "things. Write a new version, and a [[change]] that tells what has changed"
            )
        if kept.hash == current.hash and kept.version != current.version:
            yield (
                f'record.version: is "{current.version}", and the same words were published as '
                f'"{kept.version}". Write that version again, or change the words that are new'
            )


def _kept(folder: Path) -> Iterator[Notice]:
    return (read(path) for path in sorted(folder.glob("[!.]*")) if path.is_dir())


def save(notice: Notice, folder: Path) -> bool:
    """Keep *notice* under *folder*, all of it or nothing; False if it is there already."""
    target = folder / notice.hash
    if target.exists():
        return False
    unfinished = folder / f".{notice.hash}"
    if unfinished.exists():  # a save that was cut short; one stray file would change the hash for good
        shutil.rmtree(unfinished)
    unfinished.mkdir(parents=True)
    about = {"version": notice.version, "effective_from": notice.effective_from}
    (unfinished / "about.json").write_text(json.dumps(about) + "\n", "utf-8")
    for lang, body in notice.bodies.items():
        (unfinished / f"{lang}.html").write_text(body, "utf-8")
    unfinished.rename(target)
    return True


def main(arguments: list[str] | None = None) -> int:
    """`python -m plugins.versions save`: exit 0, or 1 with one line a fault."""
    parser = argparse.ArgumentParser(
        prog="python -m plugins.versions", description="Keep the notice's versions."
    )
    parser.add_argument("command", choices=["save"], help="keep the present version for good")
    parser.add_argument("--content", type=Path, default=ROOT / "content", help="the owner's folder")
    given = parser.parse_args(arguments)
    try:
        record = load(given.content / "record.toml", today=build_day(os.environ))
    except RecordError as error:
        raise Refused(error.faults) from error
    if faults := list(gaps(record)):
        raise Refused(faults)
    notice = render(record, ROOT / "theme" / "templates")
    if faults := list(misnumbered(given.content / "versions", notice)):
        raise Refused(faults)
    kept = save(notice, given.content / "versions")
    print(f"notice {notice.version}, {notice.hash}: {'kept' if kept else 'already kept'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
