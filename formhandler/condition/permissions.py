"""Who can reach the files under DATA, by layout.py: one user of the system, or two that share a group."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from formhandler import db, layout, secret
from formhandler.backups import log
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.vault import files, keys
from texts import Translator

OTHERS = stat.S_IRWXO
GROUP = stat.S_IRWXG
READ = stat.S_IRGRP
ENTER = stat.S_IRGRP | stat.S_IXGRP
WRITE = stat.S_IRGRP | stat.S_IWGRP

Modes = dict[Path, os.stat_result]


def check(config: Config, t: Translator) -> Iterator[Finding]:
    """Nobody but the handler's own users may read what it writes; the public half of the key may be seen."""
    if not config.data.is_dir():
        return  # storage.disk says so
    if layout.shared(config.data):
        found = list(_of_two(config.data, _modes(config.data), t))
        well = t("Only the handler's two users can reach the data folder's files.")
    else:
        found = list(_of_one(config.data, _modes(config.data), t))
        well = t("Only this user can reach the data folder's files.")
    yield from found or [Finding(Topic.STORAGE, Mark.FINE, well)]


def _of_one(data: Path, modes: Modes, t: Translator) -> Iterator[Finding]:
    for path, found in modes.items():
        inner_folder = stat.S_ISDIR(found.st_mode) and path != data  # the outer one keeps others out
        if (
            path.name not in (keys.PUBLIC, keys.OUTBOX)
            and not inner_folder
            and found.st_mode & (GROUP | OTHERS)
        ):
            yield _fault(t("Other users can reach %(file)s. Run: chmod go= %(file)s", file=path))
    for path, found in modes.items():
        if found.st_uid != os.geteuid():
            yield _fault(t("%(file)s belongs to another user than you. Run this as that user.", file=path))


def _of_two(data: Path, modes: Modes, t: Translator) -> Iterator[Finding]:
    """The group may reach what both sides need, and it has to; the rest is the owner's user's alone."""
    owner, group = modes[data].st_uid, modes[data].st_gid
    if group not in (os.getegid(), *os.getgroups()) and os.geteuid() not in (owner, 0):
        yield _fault(t("You are neither of the handler's two users. Run this as one of them."))
    for path, found in modes.items():
        allowed, both = _group_may(path, data)
        inner_folder = stat.S_ISDIR(found.st_mode) and path != data
        if path.name not in (keys.PUBLIC, keys.OUTBOX) and not inner_folder and found.st_mode & OTHERS:
            yield _fault(t("Other users can reach %(file)s. Run: chmod o= %(file)s", file=path))
        if excess := found.st_mode & GROUP & ~allowed:
            what = "".join(
                letter for letter, bit in zip("rwx", (0o40, 0o20, 0o10), strict=True) if excess & bit
            )
            said = t(
                "The public side can reach %(file)s. Run: chmod g-%(what)s %(file)s", file=path, what=what
            )
            yield _fault(said)
        if both and (found.st_gid != group or found.st_mode & allowed != allowed):
            yield _fault(t("One of the two sides can't use %(file)s. See docs/archive.md.", file=path))
        if not both and found.st_uid != owner:
            yield _fault(t("%(file)s does not belong to the owner's user. See docs/archive.md.", file=path))


def _group_may(path: Path, data: Path) -> tuple[int, bool]:
    """What the group may do with *path* at most, and whether it needs all of that."""
    vault, tombstones = files.folder(data), log.path_of(data)
    if path == data:
        return GROUP, False  # layout.shared saw to it
    if path.parent == data and path.name.startswith(db.FILE):
        return WRITE, True
    if path == data / secret.NAME:
        return READ, True
    if path == tombstones.parent:
        return ENTER, False
    if path == tombstones:
        return READ, False
    if path == vault:
        return ENTER, False
    return (READ, False) if path == vault / keys.PUBLIC else (0, False)


def _modes(data: Path) -> Modes:
    paths = (data, *sorted(data.rglob("*")))
    return {path: found for path in paths if (found := _stat(path)) is not None}


def _stat(path: Path) -> os.stat_result | None:
    """SQLite removes its log when it likes, also while we look; into the slots one side may not look."""
    try:
        return path.lstat()
    except (FileNotFoundError, PermissionError):
        return None


def _fault(text: str) -> Finding:
    return Finding(Topic.STORAGE, Mark.FAULT, text)
