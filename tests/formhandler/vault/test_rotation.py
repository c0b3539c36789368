"""Another archive key: every message is sealed anew, whatever happens meanwhile."""

import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from formhandler import db
from formhandler.config import Config
from formhandler.contact import intake
from formhandler.contact.intake import Submission
from formhandler.contact.message import Message
from formhandler.register import store as register
from formhandler.schema import message, metadata
from formhandler.vault import canary, files, keys, kit, passphrase, rotation, slots, state, users
from formhandler.vault.envelope import WrongKey
from formhandler.vault.errors import KeyChanged, RotationRunning, VaultBroken, WrongPassphrase
from formhandler.vault.keys import PrivateKey
from formhandler.vault.rotation import Outcome, Progress
from formhandler.vault.rows import Rows
from formhandler.vault.slots import Unlocked
from formhandler.vault.user import User
from formhandler.writer import Unavailable, Writer
from tests.formhandler.app import Visitor, count, owner
from tests.formhandler.vault import archive
from tests.formhandler.vault.conftest import NOW, SECRET, Sealed, answers
from tests.test_canary import CANARIES, found_in

ROOT = Path(__file__).parents[3]
BODIES = {f"{number:032x}": f"{number} {' '.join(CANARIES.values())}" for number in range(40)}

#: For tests that are about the files of the vault: on one kind of database, as passphrases cost 0.2 s each.
of_the_slots = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
def filled(vault: Path, engine: Engine, writer: Writer) -> Path:
    """A managed archive with messages and documents."""
    fill(vault, writer, BODIES)
    return vault


def fill(data: Path, writer: Writer, bodies: dict[str, str]) -> None:
    key = keys.load_public(data)
    writer.submit(lambda db: keys.remember(db, key, now=NOW))
    writer.submit(lambda db: archive.fill(db, key, bodies))


def rotate(
    data: Path,
    writer: Writer,
    engine: Engine,
    unlocked: Unlocked | None = None,
    progress: Callable[[Progress], object] = lambda _: None,
) -> Outcome:
    opened = unlocked or slots.unlock_managed(data)
    return rotation.run(data, writer, engine, opened, now=NOW, progress=progress, batch=10, settle=0)


def test_everything_opens_with_the_new_key_and_the_old_one_is_gone(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    before = slots.unlock_managed(filled)
    seen: list[Progress] = []

    outcome = rotate(filled, writer, engine, progress=seen.append)

    after = slots.unlock_managed(filled)
    assert archive.read(engine, after.keyring) == BODIES
    assert archive.templates(engine, after.keyring) == ["template 0", "template 1", "template 2"]
    canary.check(filled, after.keyring)
    assert outcome == Outcome(after.keyring.keys[0].public, 43, ())
    assert archive.known(engine) == [outcome.key.key_id] != [before.keyring.key_ids]
    assert [list(slot.keys) for slot in slots.every(filled)] == [[outcome.key.key_id]]
    assert list(archive.left_behind(filled)) == []
    assert (seen[0], seen[-1]) == (Progress(0, 43), Progress(43, 43))
    assert rotation.status(filled, engine) is None


def test_the_rows_of_the_register_open_with_the_new_key_alone(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    before = slots.unlock_managed(filled).keyring
    old = Rows(before, to=before.keys[0].key_id)
    values = {"kind": "person", "day": NOW.date(), "relation": "none"}
    ids = [f"c{number:031x}" for number in range(25)]
    for id in ids:
        writer.submit(partial(register.add_card, rows=old, id=id, head={"name": id}, values=values))

    outcome = rotate(filled, writer, engine)

    after = slots.unlock_managed(filled).keyring
    new = Rows(after, to=after.keys[0].key_id)
    assert outcome.total == 43 + len(ids)
    with engine.connect() as db:
        rows = list(register.heads(db))
    opened = [new.open(row["key_id"], "card", row["id"], row["sealed"]) for row in rows]
    assert [head["name"] for head in opened] == ids
    with pytest.raises(WrongKey):
        old.open(rows[0]["key_id"], "card", rows[0]["id"], rows[0]["sealed"])


@of_the_slots
def test_the_printed_kit_and_every_passphrase_go_on_working(
    proven: Sealed, engine: Engine, writer: Writer
) -> None:
    fill(proven.data, writer, BODIES)
    fingerprint = state.load(proven.data).kit

    rotate(proven.data, writer, engine, proven.opened)

    opened = kit.open_(proven.data, " ".join(proven.kit))
    assert archive.read(engine, opened.keyring) == BODIES
    kit.drill(proven.data, " ".join(proven.kit), NOW)
    assert state.load(proven.data).opens == "sealed"
    assert fingerprint is not None
    assert fingerprint.fingerprint == kit.fingerprint(opened.slot)
    again = slots.reopen(proven.data, proven.opened)
    assert again.keyring == opened.keyring
    assert [label.name for label in users.labels(proven.data, again.keyring)] == ["Outi"]


@of_the_slots
def test_whoever_was_removed_cannot_read_what_comes_even_with_old_files(
    sealed: Sealed, engine: Engine, writer: Writer
) -> None:
    fill(sealed.data, writer, BODIES)
    users.add(sealed.data, sealed.opened.keyring, "Sanna", "staff", "kolme harmaata kiveä", initial=False)
    sanna = slots.unlock_words(sealed.data, "kolme harmaata kiveä")
    users.remove(sealed.data, sealed.opened.keyring, sanna.slot.id)

    outcome = rotate(sealed.data, writer, engine, sealed.opened)

    assert sanna.keyring.get(outcome.key.key_id) is None
    with pytest.raises(WrongPassphrase):
        slots.unlock_words(sealed.data, "kolme harmaata kiveä")


def test_a_session_reads_the_new_key_without_its_passphrase(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    session = slots.unlock_managed(filled)

    rotate(filled, writer, engine)

    assert session.keyring.get(keys.load_public(filled).key_id) is None
    assert archive.read(engine, slots.reopen(filled, session).keyring) == BODIES


def test_what_comes_sealed_to_the_old_key_meanwhile_is_caught(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    """A public process looks at public.json once a second, and messages do not wait."""
    old = keys.load_public(filled)
    late = [f"f{number:031x}" for number in range(30)]

    def arrive(_: Progress) -> None:
        if late:
            id = late.pop()
            writer.submit(lambda db: archive.add(db, old, id, "late"))

    outcome = rotate(filled, writer, engine, progress=arrive)

    opened = archive.read(engine, slots.unlock_managed(filled).keyring)
    assert opened.items() >= BODIES.items()
    assert len(opened) > len(BODIES)
    assert archive.known(engine) == [outcome.key.key_id]


def test_after_the_change_the_old_key_is_refused_by_the_database(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    old = keys.load_public(filled)
    rotate(filled, writer, engine)

    with pytest.raises(IntegrityError):
        writer.submit(lambda db: archive.add(db, old, "f" * 32, "too late"))


def test_a_message_that_is_changed_or_erased_meanwhile_is_not_put_back(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    old = keys.load_public(filled)
    [first, second] = list(BODIES)[-2:]

    def change(progress: Progress) -> None:
        if progress.done == 13:  # the documents and ten messages
            writer.submit(lambda db: db.execute(message.delete().where(message.c.id.in_([first, second]))))
            writer.submit(lambda db: archive.add(db, old, second, "corrected"))

    rotate(filled, writer, engine, progress=change)

    opened = archive.read(engine, slots.unlock_managed(filled).keyring)
    assert first not in opened
    assert opened[second] == "corrected"


def test_a_tampered_envelope_stops_nothing_and_keeps_the_old_key(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    old, bad = keys.load_public(filled), next(iter(BODIES))
    with engine.connect() as connection:
        whole = connection.execute(select(message.c.envelope).where(message.c.id == bad)).scalar_one()
    put(writer, bad, whole[:-1] + bytes([whole[-1] ^ 1]))

    outcome = rotate(filled, writer, engine)

    assert outcome.broken == (bad,)
    assert not outcome.dropped
    assert rotation.status(filled, engine) is None
    assert set(archive.known(engine)) == {old.key_id, outcome.key.key_id}
    assert keys.present(filled, engine) == outcome.key
    put(writer, bad, whole)
    assert archive.read(engine, slots.unlock_managed(filled).keyring) == BODIES

    mended = rotate(filled, writer, engine)

    assert mended.dropped
    assert archive.known(engine) == [mended.key.key_id] != [outcome.key.key_id]
    assert archive.read(engine, slots.unlock_managed(filled).keyring) == BODIES


def put(writer: Writer, id: str, envelope: bytes) -> None:
    writer.submit(lambda db: db.execute(update(message).where(message.c.id == id).values(envelope=envelope)))


def test_two_cannot_change_the_key_at_once(filled: Path, engine: Engine, writer: Writer) -> None:
    def again(_: Progress) -> None:
        with pytest.raises(RotationRunning):
            rotate(filled, writer, engine)

    assert rotate(filled, writer, engine, progress=again).dropped


def test_an_unfinished_change_is_told_of(filled: Path, engine: Engine, writer: Writer) -> None:
    class Stop(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.done >= 20:
            raise Stop

    with pytest.raises(Stop):
        rotate(filled, writer, engine, progress=stop)

    assert rotation.status(filled, engine) == Progress(23, 43)
    assert keys.present(filled, engine) == keys.known(engine)
    assert len(archive.known(engine)) == 2
    assert archive.read(engine, slots.unlock_managed(filled).keyring) == BODIES


def test_a_beginning_that_the_database_never_heard_of_is_begun_anew(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    lost = PrivateKey.generate()
    table = {"version": 1, "to": lost.key_id}
    files.write(filled / "vault" / "rotation.json", files.as_json(table), 0o600)

    outcome = rotate(filled, writer, engine)

    assert outcome.key != lost.public
    assert archive.read(engine, slots.unlock_managed(filled).keyring) == BODIES


def test_the_vault_of_another_database_is_left_alone(filled: Path, engine: Engine, writer: Writer) -> None:
    opened = slots.unlock_managed(filled)
    state.switch(filled, PrivateKey.generate().public, now=NOW)

    with pytest.raises(KeyChanged):
        rotate(filled, writer, engine, opened)

    assert [list(slot.keys) for slot in slots.every(filled)] == [[opened.keyring.key_ids]]


def test_the_form_stays_open_and_a_message_at_the_last_moment_is_not_lost(
    app: Flask, settings: Config, visitor: Visitor
) -> None:
    """The gate still holds the old key; the database has just forgotten it."""
    engine, writer = app.extensions["engine"], app.extensions["writer"]
    page = visitor.write("the last moment")
    assert visitor.confirm(visitor.write("before")).status_code == 303
    rotate(settings.data, writer, engine)

    refused = visitor.confirm(page)

    if refused.status_code == 503:  # unless more than a second has passed
        assert "the last moment" in refused.text
        time.sleep(1.1)
        assert visitor.confirm(page).status_code == 303
    assert count(app) == 2
    assert "the last moment" in owner(app, "inbox", "export")


def test_a_message_sealed_to_the_old_key_too_late_is_answered_as_when_the_database_is_away(
    app: Flask, settings: Config
) -> None:
    """The visitor's page says that nothing was stored and keeps the text."""
    parts = app.extensions
    record, old = parts["record"], keys.load_public(settings.data)
    form = record.forms[0]
    late = Submission(
        id=secrets.token_hex(16),
        message=Message.from_form(MultiDict({"body": "too late"}), form),
        lang="en",
        notice="",
        reasons=(),
        received=NOW,
    )
    rotate(settings.data, parts["writer"], parts["engine"])

    with pytest.raises(Unavailable, match="key was changed"):
        intake.archive(late, record, form, key=old, secret=bytes(32), writer=parts["writer"])

    new = keys.load_public(settings.data)
    intake.archive(late, record, form, key=new, secret=bytes(32), writer=parts["writer"])
    assert count(app) == 1


def kill_often(data: Path, url: str, kills: int) -> str:
    """Rotate and be killed *kills* times, in another process."""
    seed = random.randrange(10**6)
    command = (sys.executable, "-m", "tests.formhandler.vault.rotating", data, url, str(seed), str(kills))
    ended = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "TMPDIR": str(data)},
    )
    assert ended.returncode == 0, f"seed {seed}: {ended.stdout}{ended.stderr}"
    return f"seed {seed}: {ended.stdout}"


@pytest.mark.parametrize(("kind", "messages", "kills"), [("sqlite", 200, 20), ("postgresql", 40, 5)])
def test_killed_at_random_points_it_ends_with_every_message_readable_and_none_doubled(
    request: pytest.FixtureRequest, vault: Path, kind: str, messages: int, kills: int
) -> None:
    url: str = request.getfixturevalue(f"{kind}_url")
    bodies = {f"{number:032x}": f"{number} {' '.join(CANARIES.values())}" for number in range(messages)}
    engine = db.connect(url)
    metadata.create_all(engine)
    writer = Writer(engine)
    fill(vault, writer, bodies)
    first = slots.unlock_managed(vault).keyring.key_ids

    story = kill_often(vault, url, kills)

    assert story.count("killed at step") == kills
    assert found_in(vault) == [], story
    assert archive.read(engine, slots.unlock_managed(vault).keyring) == bodies, story
    outcome = rotate(vault, writer, engine)
    assert archive.read(engine, slots.unlock_managed(vault).keyring) == bodies, story
    assert archive.rows(engine) == messages, story
    assert archive.known(engine) == [outcome.key.key_id] != [first], story
    assert [list(slot.keys) for slot in slots.every(vault)] == [[outcome.key.key_id]], story
    assert list(archive.left_behind(vault)) == [], story
    canary.check(vault, slots.unlock_managed(vault).keyring)
    writer.close()
    engine.dispose()


@of_the_slots
def test_a_kit_is_proven_also_while_the_key_is_changed(
    sealed: Sealed, engine: Engine, writer: Writer
) -> None:
    fill(sealed.data, writer, BODIES)
    kinds: list[str] = []

    def prove(progress: Progress) -> None:
        if progress.done == 23:
            kit.prove(sealed.data, sealed.kit, answers(sealed.kit), NOW)
            kinds.append("proven")

    rotate(sealed.data, writer, engine, sealed.opened, progress=prove)

    assert kinds
    state.check_ready(sealed.data)
    assert keys.load_public(sealed.data).key_id in archive.known(engine)


def cut_off(data: Path, writer: Writer, engine: Engine, unlocked: Unlocked) -> None:
    """A change of key that ends at its first report, as by a kill."""

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(data, writer, engine, unlocked, stop)


@of_the_slots
def test_whoever_is_removed_in_the_middle_of_a_change_does_not_have_the_key_that_it_ends_with(
    sealed: Sealed, engine: Engine, writer: Writer
) -> None:
    """The coming key lies in their slot already, and a copy of the file is enough to open with it."""
    fill(sealed.data, writer, BODIES)
    users.add(sealed.data, sealed.opened.keyring, "Sanna", "staff", "kolme harmaata kiveä", initial=False)
    sanna = slots.unlock_words(sealed.data, "kolme harmaata kiveä")
    cut_off(sealed.data, writer, engine, sealed.opened)
    copied = slots.reopen(sealed.data, sanna).keyring
    users.remove(sealed.data, slots.reopen(sealed.data, sealed.opened).keyring, sanna.slot.id)

    outcome = rotate(sealed.data, writer, engine, sealed.opened)

    assert copied.get(outcome.key.key_id) is None
    assert archive.read(engine, slots.reopen(sealed.data, sealed.opened).keyring) == BODIES
    assert archive.known(engine) == [outcome.key.key_id]
    assert list(archive.left_behind(sealed.data)) == []


def test_a_key_file_that_was_copied_in_the_middle_of_a_change_opens_nothing_once_the_archive_is_sealed(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    wrapping, user = os.urandom(32), User(name="Outi", role="owner", totp=SECRET)
    slot = slots.new("aaaaaaaa", "user", wrapping, passphrase.parameters(), user=user)
    slots.save(filled, slot.with_keys(slots.unlock_managed(filled).keyring))
    opened = slots.resume(filled, "aaaaaaaa", wrapping)
    words = kit.make(filled, opened.keyring, "fi", NOW)
    kit.prove(filled, words, answers(words), NOW)
    cut_off(filled, writer, engine, opened)
    copied = slots.unlock_managed(filled).keyring
    kit.seal_off(filled, opened)

    outcome = rotate(filled, writer, engine, opened)

    assert copied.get(outcome.key.key_id) is None
    assert archive.read(engine, slots.reopen(filled, opened).keyring) == BODIES


def test_no_new_key_is_put_into_a_slot_that_nobody_with_the_archives_key_made(
    filled: Path, engine: Engine, writer: Writer
) -> None:
    """A slot's public half lies in the clear: whoever can write the folder could be given the next key."""
    wrapping = os.urandom(32)
    slots.save(filled, slots.new("ffffffff", "managed", wrapping, None))
    before = keys.load_public(filled)

    with pytest.raises(VaultBroken, match="ffffffff"):
        rotate(filled, writer, engine)

    assert slots.unwrap(slots.Slot.read(slots.path_of(filled, "ffffffff")), wrapping).keyring.keys == ()
    assert keys.load_public(filled) == before
    slots.remove(filled, "ffffffff")
    assert rotate(filled, writer, engine).key != before


@of_the_slots
def test_the_slot_of_somebody_removed_that_is_put_back_later_is_not_given_the_next_key(
    sealed: Sealed, engine: Engine, writer: Writer
) -> None:
    fill(sealed.data, writer, BODIES)
    users.add(sealed.data, sealed.opened.keyring, "Sanna", "staff", "kolme harmaata kiveä", initial=False)
    sanna = slots.unlock_words(sealed.data, "kolme harmaata kiveä")
    users.remove(sealed.data, sealed.opened.keyring, sanna.slot.id)
    rotate(sealed.data, writer, engine, sealed.opened)
    slots.save(sealed.data, sanna.slot)

    with pytest.raises(VaultBroken, match=sanna.slot.id):
        rotate(sealed.data, writer, engine, sealed.opened)
