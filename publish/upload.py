"""Send a folder to the target, compare, and switch the served site to it in one rename."""

import hashlib
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from publish import lock
from publish.target import PublishError, Target, complaint, remedy, start

KEEP = 5  # releases left at the target, so that going back is one changed link

# Which release it is and when it was made, written into each release at the target. It is no part of the
# content: the same site published again would else never be the same.
SIGN = "_seloste/published.json"

_RELEASE = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")

# By content, not by time: a rebuilt page that reads the same stays the same file at the target, and its
# ETag with it. One spelling of the permissions, whatever the builder's umask was.
_RSYNC = (
    "rsync",
    "--recursive",
    "--checksum",
    "--perms",
    "--chmod=D755,F644",
    "--delete",
    "--protect-args",
    "--timeout=300",
    f"--exclude=/{SIGN}",  # what is excluded here is not deleted there, nor compared
)

_PREPARE = """
[ -d "$root" ] || mkdir -- "$root"
cd -- "$root"
case "$(readlink current || ls -d current 2>/dev/null || true)" in
  "" | releases/*) ;;
  *)
    echo "current is there and is no link that publish made; name another folder, or move it away" >&2
    exit 1
    ;;
esac
mkdir -p releases
"""
_LOOK = """
cd -- "$root"
rm -rf releases/.incoming-*
if [ -L current ]; then echo "current $(readlink current)"; fi
for name in releases/*; do echo "$name"; done
"""
_SWITCH = """
cd -- "$root"
if [ "$(cat .publish-lock/holder 2>/dev/null)" != "$holder" ]; then
  echo "another publish took over meanwhile" >&2
  exit 1
fi
mkdir -p -- "releases/$incoming/${sign%/*}"
printf '%s\\n' "$published" > "releases/$incoming/$sign"
chmod a+r "releases/$incoming/$sign"
mv -T "releases/$incoming" "releases/$release"
sync -f . 2>/dev/null || sync
ln -sfn "releases/$release" .current-next
mv -T .current-next current
"""
_PRUNE = """
cd -- "$root/releases"
for name in $names; do rm -rf -- "$name"; done
"""


def upload(folder: Path, target: Target, *, now: datetime, say: Callable[[str], None] = print) -> str:
    """
    Make the files of *folder* the served site.

    Args:
        now: Names the release; any time zone.
    Returns:
        The name of the release that `current` points to. It is the one that was there when nothing changed.
    Raises:
        PublishError: A step failed; the served site is as it was.
    """
    if not target.host and Path(target.path).is_relative_to(folder.absolute()):
        raise PublishError(f"{target} lies inside {folder}, the folder that is sent; name another PUBLISH_TO")
    files = _files(folder)
    content = _hash(folder, files)
    release = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{content}"
    target.run(_PREPARE)
    with lock.hold(target) as holder:
        current, releases = _look(target)
        if current.endswith(f"-{content}") and not _differences(folder, target, current):
            say(f"Nothing has changed since {current}: {target} is left as it is.")
            return current
        incoming = f".incoming-{release}"
        _send(folder, target, incoming, current)
        sign = {"sign": SIGN, "published": _published(release, now)}
        target.run(_SWITCH, incoming=incoming, release=release, holder=holder, **sign)
        say(f"Published {len(files)} files as {release}. Web server's root: {target.path}/current")
        _prune(target, (*releases, release), spare={current, release})
    return release


def _published(release: str, now: datetime) -> str:
    return json.dumps({"release": release, "at": now.astimezone(UTC).isoformat(timespec="seconds")})


def _files(folder: Path) -> list[Path]:
    if not (folder / "index.html").is_file():
        raise PublishError(f"{folder} holds no index.html, so it is no built site; build it first: make html")
    found = sorted(folder.rglob("*"))
    for path in found:
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise PublishError(
                f"{path} is a link or device; a published site is made of plain files: remove it"
            )
    return [path for path in found if path.is_file() and path != folder / SIGN]


def _hash(folder: Path, files: list[Path]) -> str:
    """Twelve hexadecimal digits over every name and every byte."""
    total = hashlib.sha256()
    for path in files:
        name = path.relative_to(folder).as_posix().encode()
        total.update(hashlib.sha256(name).digest() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]


def _look(target: Target) -> tuple[str, list[str]]:
    """The current release ("" before the first) and all of them; clears what broken uploads left."""
    current, releases = "", []
    for line in target.run(_LOOK):
        name = line.removeprefix("current ").removeprefix("releases/")
        if not _RELEASE.fullmatch(name):
            continue
        if line.startswith("current "):
            current = name
        else:
            releases.append(name)
    return current, releases


def _send(folder: Path, target: Target, incoming: str, current: str) -> None:
    link = (f"--link-dest=../{current}",) if current else ()
    _rsync(folder, target, incoming, *link)
    if wrong := _differences(folder, target, incoming):
        raise PublishError(
            f"{target}: what arrived differs from what was sent: {', '.join(wrong[:5])}\n"
            "Publish again; if it happens again, look at the disk there."
        )


def _differences(folder: Path, target: Target, release: str) -> list[str]:
    found = _rsync(folder, target, release, "--dry-run", "--itemize-changes")
    # A folder that is sent may have none of that name: rsync then tells why it leaves the sign's own there.
    return [line for line in found if line != f"cannot delete non-empty directory: {SIGN.partition('/')[0]}"]


def _rsync(folder: Path, target: Target, release: str, *options: str) -> list[str]:
    to = f"{target}/releases/{release}/"
    done = start((*_RSYNC, *target.rsync_options, *options, f"{folder.absolute()}/", to))
    if done.returncode:
        raise PublishError(f"{target}: {complaint(done)}\n{remedy(done, target)}")
    return done.stdout.splitlines()


def _prune(target: Target, releases: tuple[str, ...], *, spare: set[str]) -> None:
    """Remove all but the newest releases. The site is already published, so a failure here only warns."""
    old = [name for name in sorted(releases, reverse=True)[KEEP:] if name not in spare]
    if not old:
        return
    try:
        target.run(_PRUNE, names=" ".join(old))
    except PublishError as error:
        print(
            f"publish: the site is published, but old releases could not be removed.\n{error}",
            file=sys.stderr,
        )
