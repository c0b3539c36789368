"""How fresh the owner's backups are, and whether the old ones went as the notice says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from formhandler.backups.restoring import BESIDE

#: A night's backup that did not come yesterday either.
STALE = timedelta(hours=48)
#: What the notice says of backups: at most 30 days old. A day more for the hour at which they are made.
OLDEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """The files of the backup folder, by their time of change (UTC)."""

    newest: datetime | None  # None: there is none
    oldest: datetime | None

    def fresh(self, now: datetime) -> bool:
        return self.newest is not None and now - self.newest <= STALE

    def overdue(self, now: datetime) -> bool:
        """True while a file lies there that should be gone by the notice."""
        return self.oldest is not None and now - self.oldest > OLDEST


def look(folder: Path) -> Backups:
    """
    Look at every file in *folder*, deep down, but for drafts and the copy of the tombstones.

    Raises:
        OSError: it is not there, or this user may not look.
    """
    names = list(folder.iterdir())
    names = [path for path in names if path.name != BESIDE and not path.name.startswith(".")]
    files = [path for top in names for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    times = sorted(datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files)
    return Backups(newest=times[-1] if times else None, oldest=times[0] if times else None)
