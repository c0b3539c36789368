"""What was erased or forbidden after a backup stays so when it is put back."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, insert, select

from formhandler import clock, create_app
from formhandler.backups import log, making, tombstones
from formhandler.schema import message, suppression, tombstone
from tests.formhandler.app import close, count, owner

WORDS = "the canary sings in the cellar"
HASH = bytes(range(32))


def made(app, settings):
    owner(app, "backup", "make")
    return making.listed(settings.data / "backups")[-1]


def erase(app, today):
    def job(db):
        [id] = db.execute(select(message.c.id)).scalars()
        db.execute(delete(message).where(message.c.id == id))
        tombstones.add(db, "message", [id], day=today)
        db.execute(insert(suppression).values(hash=HASH, channel="email", day=today))
        tombstones.add(db, tombstones.SUPPRESSED, [f"email {HASH.hex()}"], day=today)

    app.extensions["writer"].submit(job)


@pytest.fixture
def today() -> date:
    return clock.day(clock.utcnow())


def test_the_erased_stays_absent_and_the_prohibition_holds(app, settings, visitor, today):
    visitor.send(WORDS, name="Maija Canary", email="maija.canary@example.fi")
    backup = made(app, settings)
    erase(app, today)  # and nobody has copied its tombstones out yet

    said = owner(app, "restore", str(backup))

    assert "Erased or forbidden again: 2." in said
    after = create_app(settings)
    assert count(after) == 0
    with after.extensions["engine"].connect() as db:
        assert db.execute(select(suppression.c.hash)).scalars().all() == [HASH]
        assert log.lacking(db, settings.data) == []
    close(after)


def test_what_was_not_erased_comes_back(app, settings, visitor):
    visitor.send(WORDS)
    backup = made(app, settings)
    visitor.send("another")

    owner(app, "restore", str(backup))

    after = create_app(settings)
    assert count(after) == 1
    assert WORDS in owner(after, "inbox", "export")
    close(after)


def test_no_server_starts_on_a_database_that_lacks_an_erasure(app, settings, visitor, today):
    visitor.send(WORDS)
    erase(app, today)
    engine = app.extensions["engine"]
    log.copy_out(engine, settings.data, today=today)
    app.extensions["writer"].submit(lambda db: db.execute(delete(tombstone)))

    refused = app.test_cli_runner().invoke(args=["serve", "--port", "48731"])

    assert refused.exit_code == 1
    assert "flask restore --replay" in refused.output
    owner(app, "restore", "--replay")
    with engine.connect() as db:
        assert log.lacking(db, settings.data) == []


def test_a_backup_holds_nothing_in_clear(app, settings, visitor):
    visitor.send(WORDS, email="maija.canary@example.fi")

    raw = made(app, settings).read_bytes()

    assert not [word for word in (b"canary", b"CREATE TABLE", b"SQLite format") if word in raw]
    assert settings.data.joinpath("secret.key").read_bytes() not in raw


def test_a_changed_backup_is_refused_and_nothing_touched(app, settings, visitor):
    visitor.send(WORDS)
    backup = made(app, settings)
    raw = bytearray(backup.read_bytes())
    raw[-20] ^= 1
    backup.write_bytes(raw)

    refused = app.test_cli_runner().invoke(args=["restore", str(backup)])

    assert refused.exit_code == 1
    assert "take another backup" in refused.output
    assert count(app) == 1


def test_backups_older_than_thirty_days_are_gone(app, settings):
    backup = made(app, settings)
    at = making.made_at(backup)

    assert making.prune(backup.parent, now=at + timedelta(days=30)) == ()
    assert making.prune(backup.parent, now=at + timedelta(days=30, seconds=1)) == (backup,)
    assert making.listed(backup.parent) == []


def test_what_a_restore_moved_aside_goes_with_the_last_backup_that_could_hold_it(app, settings, visitor):
    visitor.send(WORDS)
    backup = made(app, settings)
    owner(app, "restore", str(backup))
    (aside,) = settings.data.glob("before-*")
    after, now = create_app(settings), clock.utcnow()
    tidy = partial(making.look_after, after.extensions["writer"], settings.data, settings.data / "backups")

    tidy(now=now + timedelta(days=29))
    assert aside.is_dir()
    tidy(now=now + timedelta(days=31))
    assert not aside.exists()
    close(after)


def test_what_a_cut_off_backup_or_restore_left_goes_after_a_day_and_what_waits_stays(app, settings):
    left = [settings.data / ".backup", settings.data / "restoring"]
    for folder in left:
        folder.mkdir()
        (folder / "seloste.db").write_bytes(b"x")
    tidy = partial(making.look_after, app.extensions["writer"], settings.data, settings.data / "backups")

    tidy(now=clock.utcnow() + timedelta(hours=1))
    assert all(folder.is_dir() for folder in left)
    (left[1] / "ready").write_bytes(b"")
    tidy(now=clock.utcnow() + timedelta(days=2))
    assert [folder.is_dir() for folder in left] == [False, True]
    (left[1] / "ready").unlink()
    tidy(now=clock.utcnow() + timedelta(days=2))
    assert not left[1].exists()
