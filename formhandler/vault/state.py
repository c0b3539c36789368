"""
What public.json says besides the key: how the archive opens, and how it stands with the recovery kit.

The public side reads it to know whether the form may be open. Nothing in it is secret::

    opens   "managed" (a key file lies on this machine) or "sealed" (only people open it)
    kit     null, or {"made", "proven", "drilled": days in Europe/Helsinki or null, "fingerprint"}
    next    the same of a kit that was made to follow a proven one and is not proven itself yet

A file of version 0.1.0 says neither; it counts as managed until its slot is opened.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self

from formhandler.vault import files, keys
from formhandler.vault.errors import KitMissing, VaultBroken
from formhandler.vault.keys import PublicKey

MANAGED = "managed"
SEALED = "sealed"

#: A print fades, a drawer is emptied: the kit is tried once a year.
DRILL = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What may be known of a kit without its words."""

    made: date
    fingerprint: str  # stands on the print, too: kit.fingerprint
    proven: date | None = None  # three of its words were typed back, and it opened the canary
    drilled: date | None = None  # all of its words were

    @property
    def tried(self) -> date | None:
        """When it was last seen to open the archive."""
        return self.drilled or self.proven

    def due(self, today: date) -> bool:
        """True when the yearly drill is due."""
        return self.tried is not None and today - self.tried >= DRILL

    def as_table(self) -> files.Table:
        days = {name: getattr(self, name) for name in ("made", "proven", "drilled")}
        return {
            **{name: day.isoformat() if day else None for name, day in days.items()},
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def from_table(cls, table: files.Table) -> Self:
        return cls(
            made=date.fromisoformat(table["made"]),
            proven=date.fromisoformat(table["proven"]) if table["proven"] else None,
            drilled=date.fromisoformat(table["drilled"]) if table["drilled"] else None,
            fingerprint=str(table["fingerprint"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a vault opens, and its kit."""

    opens: str
    kit: Kit | None = None
    next: Kit | None = None

    @property
    def proven(self) -> bool:
        """True when there is a kit that was seen to open the archive."""
        return self.kit is not None and self.kit.proven is not None

    def with_kit(self, kit: Kit) -> Self:
        """The same with *kit*, new or changed; a proven one stays until its follower is proven as well."""
        if self.kit and self.kit.fingerprint == kit.fingerprint:
            return replace(self, kit=kit)
        if self.proven and kit.proven is None:
            return replace(self, next=kit)
        return replace(self, kit=kit, next=None)

    def as_table(self) -> files.Table:
        return {
            "opens": self.opens,
            "kit": self.kit.as_table() if self.kit else None,
            "next": self.next.as_table() if self.next else None,
        }


def load(data: Path) -> State:
    """
    The state of the vault under *data*.

    Raises:
        VaultMissing, VaultClosed, VaultBroken: public.json is not there, not readable or not whole.
    """
    path = _path(data)
    table = files.read(path)
    try:
        kits = {
            name: None if table.get(name) is None else Kit.from_table(table[name]) for name in ("kit", "next")
        }
    except (KeyError, TypeError, ValueError) as error:
        raise VaultBroken(f"{path}: a kit is not described whole; put the file back from a backup") from error
    opens = table.get("opens", MANAGED)
    if opens not in (MANAGED, SEALED):
        raise VaultBroken(f'{path}: "opens" is {opens!r}; put the file back from a backup')
    return State(opens=opens, **kits)


def save(data: Path, state: State) -> None:
    """Have public.json say so; its key stays. The caller holds the lock on the slots."""
    _replace(data, state.as_table())


def switch(data: Path, key: PublicKey, *, now: datetime) -> None:
    """Have public.json hold *key*; the rest stays. The caller holds the lock on the slots."""
    _replace(data, keys.public_table(key, now))


def check_ready(data: Path) -> None:
    """
    See that what is sealed now can be opened later, also by somebody who forgot their passphrase.

    Raises:
        KitMissing: only people open this vault, and none of its kits is proven.
    """
    if (state := load(data)).opens == SEALED and not state.proven:
        done = "it was not proven" if state.kit else "none was made"
        raise KitMissing(
            f"the archive opens with passphrases alone and needs a recovery kit, but {done}; "
            "make and prove one with: flask vault kit"
        )


def _replace(data: Path, changes: files.Table) -> None:
    path = _path(data)
    # The public side runs as another user and needs this one file.
    files.replace(path, files.as_json({**files.read(path), **changes}), 0o644)


def _path(data: Path) -> Path:
    return files.folder(data) / keys.PUBLIC
