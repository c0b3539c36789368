"""
Another archive key, for every message and every row of the register: when somebody left, or a key or a
print may be in other hands.

Each step can be done again, so whatever a kill cut off is taken up by the next run:

1. DATA/vault/rotation.json names the new key; its private half is sealed to every slot.
2. The database learns it. From here on both keys are valid, and the form stays open.
3. public.json holds it: the public side seals to it within a second.
4. Every envelope is sealed anew, in batches, with its own data key: receipt codes go on working.
   Rounds follow until one finds none left: what came sealed to the old key meanwhile is caught.
5. Labels and canary are sealed anew; the database forgets the old key, which its foreign keys allow only
   when nothing is sealed to it any more; then the slots let go of it; rotation.json goes.

An envelope that does not open, because somebody changed it, keeps its old key, and the old key stays in
the slots as long as one does: nobody can say that it will never be mended from a backup. The run ends
nevertheless and counts them; the next one tries them again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from formhandler.vault import canary, envelope, files, keys, slots, state, store
from formhandler.vault.errors import RotationRunning, StaleKeyring, VaultBroken, VaultMissing
from formhandler.vault.keys import Keyring, PrivateKey, PublicKey
from formhandler.vault.rows import Rows
from formhandler.vault.slots import Unlocked
from formhandler.vault.store import Sealed
from formhandler.writer import Writer

NAME = "rotation.json"
LOCK = "rotation.lock"  # among the slots, where the public side's user cannot take it
BATCH = 100  # envelopes in one transaction: some 0.1 s of the writer's time
#: A public process looks at public.json once a second (gate.py); a request with the old key ends soon.
#: One that is slower still is refused by the foreign key, and its visitor asked to try again.
SETTLE = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation has come, in envelopes."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a rotation ended."""

    key: PublicKey
    total: int  # envelopes that are sealed to the new key
    broken: tuple[str, ...]  # ids of those that did not open; while there are any, the old key stays

    @property
    def dropped(self) -> bool:
        """True when the old key is gone from the database and from every slot."""
        return not self.broken


def status(data: Path, engine: Engine) -> Progress | None:
    """How far an unfinished rotation has come; None when there is none."""
    if (key_id := _underway(data)) is None:
        return None
    with engine.connect() as db:
        left, total = store.count(db, but=key_id), store.count(db)
    return Progress(total - left, total)


def run(
    data: Path,
    writer: Writer,
    engine: Engine,
    unlocked: Unlocked,
    *,
    now: datetime,
    progress: Callable[[Progress], object] = lambda _: None,
    batch: int = BATCH,
    settle: float = SETTLE,
) -> Outcome:
    """
    Change the archive's key, or go on with a change that was cut off.

    Args:
        unlocked: Any slot; it is read anew.
        progress: Called after each batch.
        settle: Seconds between the new key's coming and the old one's going.
    Raises:
        RotationRunning: another process is at it.
        VaultError: as `slots.reopen`; KeyChanged when the database is another's.
        Unavailable: the database cannot be written now. What was done stays done.
    """
    lock = slots.folder(data) / LOCK
    lock.touch(mode=0o600)
    with files.locked(lock, wait=False) as alone:
        if not alone:
            raise RotationRunning("another process is changing the archive's key; wait until it has done so")
        keys.present(data, engine)
        while True:
            private, keyring = _successor(data, engine, unlocked, now)
            _switch(data, writer, private.public, now)
            settled = time.monotonic() + settle
            work = _Work(writer, engine, private.public, keyring, batch, progress)
            if outcome := _finish(data, work, settled):
                return outcome


def want_another(data: Path) -> None:
    """
    Let a change that is under way be followed by another one at once: somebody loses the archive whose slot
    holds the coming key already. The caller holds the lock on the slots, and removes the slot.
    """
    if _underway(data) is not None:
        path = files.folder(data) / NAME
        files.replace(path, files.as_json({**files.read(path), "another": True}), 0o600)


def _switch(data: Path, writer: Writer, to: PublicKey, now: datetime) -> None:
    """Have the database hear of the new key, and then the public side."""
    writer.submit(lambda db: keys.add_successor(db, to, now=now))
    with slots.changing(data):
        state.switch(data, to, now=now)


def _successor(data: Path, engine: Engine, unlocked: Unlocked, now: datetime) -> tuple[PrivateKey, Keyring]:
    """The new key, in every slot: the one that was begun with if the database heard of it, or another."""
    with slots.changing(data):
        key_id, known = _underway(data), keys.every(engine)
        if key_id is None or key_id not in {key.key_id for key in known}:
            _forget(data, known)
            _begin(data, slots.reopen(data, unlocked).keyring, now)
        held = slots.reopen(data, unlocked).keyring
    key_id = _underway(data)
    private = held.get(key_id or "")
    if private is None:
        raise StaleKeyring(f"slot {unlocked.slot.id} does not hold the new key {key_id}; unlock it anew")
    return private, held


def _begin(data: Path, held: Keyring, now: datetime) -> None:
    """
    Seal a new key to every slot.

    Nothing is sealed to it before the database knows it: until then a cut-off beginning is begun anew.

    Raises:
        VaultBroken: a slot was made without the archive's key. Nothing was changed.
    """
    present = held.get(keys.load_public(data).key_id)
    assert present is not None  # slots.reopen has seen to it
    if strange := [slot.id for slot in slots.every(data) if not slot.vouched_by(present)]:
        raise VaultBroken(
            f"{slots.path_of(data, strange[0])}: not made by anybody who had the archive open, or put back "
            "from before its key was changed; find out who laid it there, and move it away"
        )
    private = PrivateKey.generate()
    table = {"version": 1, "to": private.key_id, "begun": now.isoformat(timespec="seconds")}
    files.replace(files.folder(data) / NAME, files.as_json(table), 0o600)
    for slot in list(slots.every(data)):
        slots.save(data, slot.with_keys(Keyring((private,))))


def _finish(data: Path, work: "_Work", settled: float) -> Outcome | None:
    """None: everything is sealed to the new key, and another one is wanted (want_another)."""
    while True:
        broken = work.reseal_all()
        if (early := settled - time.monotonic()) > 0:
            time.sleep(early)
            continue
        with slots.changing(data):
            _reseal_labels(data, work)
            canary.write(files.folder(data), work.to)
            left = work.drop_unused()
            if not left or broken:
                _forget(data, keys.every(work.engine))
                return None if _again(data) else Outcome(work.to, work.done, tuple(broken))


def _again(data: Path) -> bool:
    """Write down that the change has ended; True if another one is wanted, and that was written instead."""
    path = files.folder(data) / NAME
    if files.read(path).get("another"):
        files.replace(path, files.as_json({"version": 1, "to": ""}), 0o600)  # no key's id: begun anew
        return True
    path.unlink()
    files.sync(path.parent)
    return False


def _forget(data: Path, known: tuple[PublicKey, ...]) -> None:
    """Let every slot go of the keys that the database does not know: no message is sealed to them."""
    needed = {key.key_id for key in (*known, keys.load_public(data))}
    for slot in list(slots.every(data)):
        lean = replace(slot, keys={id: sealed for id, sealed in slot.keys.items() if id in needed})
        if lean != slot:
            slots.save(data, lean)


def _reseal_labels(data: Path, work: "_Work") -> None:
    for slot in list(slots.every(data, "user")):
        if label := slot.read_label(work.keyring):
            slots.save(data, slot.labelled(work.to, label))


def _underway(data: Path) -> str | None:
    """The key id that rotation.json names."""
    try:
        return str(files.read(files.folder(data) / NAME).get("to"))
    except VaultMissing:
        return None


@dataclass(slots=True)
class _Work:
    """The database's part of it."""

    writer: Writer
    engine: Engine
    to: PublicKey
    keyring: Keyring
    batch: int
    progress: Callable[[Progress], object]
    done: int = 0
    total: int = 0
    rows: Rows = field(init=False)

    def __post_init__(self) -> None:
        self.rows = Rows(self.keyring, to=self.to.key_id)

    def reseal_all(self) -> list[str]:
        """Seal everything anew, round by round, until only what does not open is left; return its ids."""
        while True:
            self._tell()
            found, broken = self._round()
            if found == len(broken):
                self._tell()
                return broken

    def drop_unused(self) -> int:
        """Have the database forget the old keys that nothing is sealed to; return how many are left."""
        return self.writer.submit(lambda db: store.drop_unused(db, but=self.to.key_id))

    def _round(self) -> tuple[int, list[str]]:
        """Look at every envelope of another key once: how many there were, and which do not open."""
        found, broken = 0, []
        for table in store.TABLES:
            after = 0
            while rows := self._next(table, after):
                found, after = found + len(rows), rows[-1].seq
                broken += self._reseal(rows)
        return found, broken

    def _next(self, table: str, after: int) -> list[Sealed]:
        with self.engine.connect() as db:
            return store.next_sealed(db, table, but=self.to.key_id, after=after, limit=self.batch)

    def _reseal(self, rows: list[Sealed]) -> list[str]:
        """Seal *rows* anew and return the ids of those that do not open."""
        pairs = [(row, self._resealed(row)) for row in rows]
        changed = [(row, sealed) for row, sealed in pairs if sealed is not None]
        self.done += self.writer.submit(lambda db: store.replace_all(db, changed, key_id=self.to.key_id))
        self.progress(Progress(self.done, self.total))
        return [row.id for row, sealed in pairs if sealed is None]

    def _resealed(self, row: Sealed) -> bytes | None:
        try:
            if row.bound is None:
                return self.rows.reseal(row.key_id, row.table, row.id, row.sealed)
            return envelope.reseal(self.keyring, row.sealed, row.bound, to=self.to, as_=row.bound)
        except envelope.EnvelopeError:
            return None

    def _tell(self) -> None:
        with self.engine.connect() as db:
            self.total = store.count(db)
            self.done = self.total - store.count(db, but=self.to.key_id)
        self.progress(Progress(self.done, self.total))
