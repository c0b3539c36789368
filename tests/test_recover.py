"""recover.py opens a backup by itself: a Python with nothing but `cryptography`, and a real database."""

import hashlib
import importlib.util
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from formhandler.schema import card, document
from formhandler.vault import kit, load_public, passphrase, slots
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.user import User
from tests.formhandler.app import Visitor, close, config, ready
from tests.formhandler.owner.desk import desk
from tests.formhandler.register import paper
from tests.registered import registered

ROOT = Path(__file__).parents[1]
PASSPHRASE = "vene keinuu hämärässä"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = "Good day <b>åäö</b>\n\n& more"
# What its maker would install beside it.
ALONE = ("cryptography", "cffi", "_cffi_backend")


@dataclass(frozen=True)
class Backup:
    """A copy of a handler's DATA folder, and what opens it."""

    folder: Path
    words: str
    first: str  # reference of the message with BODY


@dataclass(frozen=True)
class Result:
    """What one run of recover.py came to."""

    code: int
    said: str
    out: Path

    @property
    def table(self) -> dict[str, list[dict[str, object]]]:
        return json.loads((self.out / "archive.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Path:
    """A folder with `cryptography` and what it imports, and no other package."""
    folder = tmp_path_factory.mktemp("alone")
    for name in ALONE:
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.origin is not None, name
        found = Path(spec.origin)
        target = found.parent if found.name == "__init__.py" else found
        (folder / target.name).symlink_to(target)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory, site, record_file) -> Backup:
    """Two messages, one of them suspected spam, and an answer; the server was never stopped."""
    data, copy = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("backup") / "copy"
    app = ready(config(data, site, record_file))
    visitor = Visitor(app.test_client())
    first = visitor.send(BODY, name="Maija", email="maija@example.fi")
    visitor.send("cheap watches", extra="filled")
    keyring = slots.unlock_managed(data).keyring
    _answer(app, keyring.keys[0].public)
    words = kit.make(data, keyring, "sv", NOW)
    kdf = passphrase.parameters()
    wrapping = passphrase.derive(PASSPHRASE, kdf, path=data)
    slot = slots.new("outi", "user", wrapping, kdf, user=User(name="Outi", role="owner"))
    slots.save(data, slot.with_keys(keyring))
    shutil.copytree(data, copy)
    close(app)
    return Backup(copy, " ".join(words), first)


@pytest.fixture
def backup(made, tmp_path) -> Backup:
    """A copy for this test alone."""
    shutil.copytree(made.folder, tmp_path / "backup")
    return Backup(tmp_path / "backup", made.words, made.first)


@pytest.fixture
def recover(alone, tmp_path):
    """Run recover.py on a folder, typing *typed*; its temporary files must be gone afterwards."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    def run(folder: Path, typed: str = "", *options: str) -> Result:
        out = tmp_path / "out"
        begin = f"import runpy, sys; sys.path.append({str(alone)!r}); sys.argv = sys.argv[1:]"
        begin += "; runpy.run_path(sys.argv[0], run_name='__main__')"
        command = [sys.executable, "-I", "-S", "-c", begin, str(ROOT / "recover.py"), str(folder)]
        done = subprocess.run(
            [*command, "-o", str(out), *options],
            input=typed,
            cwd=tmp_path,
            env={"TMPDIR": str(temporary), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert list(temporary.iterdir()) == [], done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return Result(done.returncode, done.stdout + done.stderr, out)

    return run


def _answer(app, public) -> None:
    bound = Bound(id="ab" * 16, kind="answer", day=date(2026, 3, 1), expires_on=date(2027, 3, 1))
    payload = {
        "schema": 1,
        "written": NOW.isoformat(),
        "subject": "Re: hello",
        "body": "We have time on Monday.",
    }
    row = {
        "id": bound.id,
        "kind": bound.kind,
        "thread": "cd" * 16,
        "day": bound.day,
        "expires_on": bound.expires_on,
        "key_id": public.key_id,
        "envelope": seal(public, bound, json.dumps(payload).encode())[0],
    }
    app.extensions["writer"].submit(partial(_insert, row=row))


def _insert(db, row) -> None:
    db.execute(insert(document).values(row))


def state(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Every file's content, permissions and time of change."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mode,
            path.stat().st_mtime_ns,
        )
        for path in files
    }


def test_it_finds_nothing_of_the_handler_where_it_runs(alone):
    code = f"import sys; sys.path.append({str(alone)!r}); import flask"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, cwd="/")

    assert "No module named 'flask'" in done.stderr


class TestWithTheKit:
    @pytest.fixture
    def opened(self, backup, recover) -> Result:
        return recover(backup.folder, backup.words + "\n", "--with", "kit")

    def test_everything_opens(self, opened, backup):
        assert (opened.code, opened.table["failed"]) == (0, [])
        assert f"Opened 3 of 3; they are in the clear in {opened.out}." in opened.said
        message, spam, answer = opened.table["opened"]
        assert message["reference"] == backup.first
        assert message["content"]["fields"] == {
            "name": "Maija",
            "email": "maija@example.fi",
            "phone": "",
            "body": BODY,
        }
        assert spam["kind"] == "quarantine"
        assert answer["content"]["body"] == "We have time on Monday."

    def test_a_person_can_read_it_and_no_browser_obeys_it(self, opened):
        page = (opened.out / "archive.html").read_text("utf-8")

        assert "Good day &lt;b&gt;åäö&lt;/b&gt;\n\n&amp; more" in page
        assert "We have time on Monday." in page

    def test_it_is_for_this_user_alone(self, opened):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [opened.out, *opened.out.iterdir()]}

        assert modes == {"out": 0o700, "archive.html": 0o600, "archive.json": 0o600}

    def test_the_words_may_come_as_they_stand_on_paper(self, backup, recover):
        words = backup.words.upper().split()
        typed = "".join(f"{n}. {word},\n" for n, word in enumerate(words, start=1))

        assert recover(backup.folder, typed, "--with", "kit").code == 0


def test_the_backup_stays_as_it_was(backup, recover):
    before = state(backup.folder)

    assert recover(backup.folder).code == 0
    assert state(backup.folder) == before


def test_a_backup_that_cannot_be_written_to_opens(backup, recover):
    for path in [*backup.folder.rglob("*"), backup.folder]:
        path.chmod(0o500 if path.is_dir() else 0o400)

    assert recover(backup.folder).code == 0


def test_what_stands_in_the_log_alone_is_read(backup, recover):
    log = backup.folder / "seloste.db-wal"
    assert log.stat().st_size > 0, "nothing lies in the log, so this shows nothing"

    assert len(recover(backup.folder).table["opened"]) == 3


def test_the_database_alone_is_enough_when_there_is_no_log(backup, recover):
    db = sqlite3.connect(backup.folder / "seloste.db")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    assert not (backup.folder / "seloste.db-wal").exists()

    assert recover(backup.folder).code == 0


def test_a_key_file_that_is_there_opens_it_without_a_question(backup, recover):
    assert recover(backup.folder).code == 0


def test_without_a_key_file_the_kit_is_asked_for(backup, recover):
    (backup.folder / "vault" / "managed.key").unlink()

    assert recover(backup.folder, backup.words).code == 0


@pytest.mark.parametrize("form", ["vene keinuu hämärässä", "vene keinuu ha\u0308ma\u0308ra\u0308ssa\u0308"])
def test_a_user_s_passphrase_opens_it(backup, recover, form):
    result = recover(backup.folder, form + "\n", "--with", "passphrase")

    assert result.code == 0
    assert PASSPHRASE not in result.said


def test_what_was_changed_is_named_and_the_rest_opens(backup, recover):
    db = sqlite3.connect(backup.folder / "seloste.db")
    db.execute("UPDATE message SET expires_on = '2099-01-01' WHERE reference = ?", [backup.first])
    db.execute("UPDATE document SET envelope = 'SLST' || CAST(x'FF' AS TEXT)")
    db.commit()
    db.close()

    result = recover(backup.folder)

    assert result.code == 1
    assert "Opened 1 of 3" in result.said
    assert f"Not opened: message {backup.first}: it, its kind or one of its days was changed" in result.said
    assert [row["reason"] for row in result.table["failed"]][1] == "no whole envelope"
    assert "Not opened: it, its kind" in (result.out / "archive.html").read_text("utf-8")


def test_an_envelope_of_another_key_is_named(backup, recover):
    db = sqlite3.connect(backup.folder / "seloste.db")
    db.execute(
        "UPDATE document SET envelope = "
        "CAST(substr(envelope, 1, 6) || x'0102030405060708' || substr(envelope, 15) AS BLOB)"
    )
    db.commit()
    db.close()

    result = recover(backup.folder)

    assert result.code == 1
    assert "sealed to key 0102030405060708; at hand is" in result.said


@pytest.mark.parametrize("payload", [b"[" * 100_000, b'{"fields": {"body": "\\ud800"}}'])
def test_what_a_stranger_sealed_to_do_harm_leaves_the_rest_readable(backup, recover, payload):
    """Sealing takes the public half alone, and whoever broke into the public side has it."""
    bound = Bound(id="f" * 32, kind="answer", day=NOW.date(), expires_on=date(2027, 3, 1))
    envelope, _ = seal(load_public(backup.folder), bound, payload)
    db = sqlite3.connect(backup.folder / "seloste.db")
    where = "UPDATE document SET id = ?, kind = ?, day = ?, expires_on = ?, envelope = ?"
    db.execute(where, [bound.id, bound.kind, str(bound.day), str(bound.expires_on), envelope])
    db.commit()
    db.close()

    result = recover(backup.folder)

    assert result.code == 0
    assert "Good day" in (result.out / "archive.html").read_text("utf-8")


class TestNothingIsWritten:
    def refused(self, result: Result) -> str:
        assert result.code == 2
        assert not result.out.exists()
        assert "Nothing was written." in result.said
        return result.said

    def test_when_two_words_have_changed_places(self, backup, recover):
        words = backup.words.split()
        words[3], words[4] = words[4], words[3]

        said = self.refused(recover(backup.folder, " ".join(words), "--with", "kit"))

        assert "These words open no kit of this backup." in said
        assert words[3] not in said

    def test_when_a_word_is_missing(self, backup, recover):
        typed = backup.words.rsplit(" ", 1)[0] + "\n\n"

        assert "23 words were typed, and a kit has 24." in self.refused(
            recover(backup.folder, typed, "--with", "kit")
        )

    def test_when_the_passphrase_is_wrong(self, backup, recover):
        assert "opens no slot" in self.refused(
            recover(backup.folder, "another one\n", "--with", "passphrase")
        )

    def test_when_the_key_file_is_another_s(self, backup, recover):
        (backup.folder / "vault" / "managed.key").write_bytes(bytes(32))

        assert "take both from the same backup" in self.refused(recover(backup.folder))

    def test_when_there_is_no_database(self, backup, recover):
        (backup.folder / "seloste.db").unlink()

        assert f"{backup.folder / 'seloste.db'}: not there" in self.refused(recover(backup.folder))

    def test_when_there_is_no_vault(self, backup, recover):
        shutil.rmtree(backup.folder / "vault")

        assert "the backup's vault folder is needed" in self.refused(recover(backup.folder))

    def test_when_there_is_no_slot_of_the_kind_that_was_asked_for(self, backup, recover):
        for path in (backup.folder / "vault" / "slots").glob("kit-*"):
            path.unlink()

        assert "no slot here opens with a kit" in self.refused(
            recover(backup.folder, backup.words, "--with", "kit")
        )

    def test_when_the_slot_is_of_another_version(self, backup, recover):
        for path in (backup.folder / "vault" / "slots").iterdir():
            path.write_text(json.dumps({**json.loads(path.read_text()), "version": 3}))

        assert "a slot of version 3, and this program knows version 2" in self.refused(recover(backup.folder))

    def test_when_the_database_is_cut_off(self, backup, recover):
        (backup.folder / "seloste.db-wal").unlink()
        path = backup.folder / "seloste.db"
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

        assert "seloste.db: " in self.refused(recover(backup.folder))

    def test_when_the_database_is_no_database(self, backup, recover):
        (backup.folder / "seloste.db-wal").unlink()
        (backup.folder / "seloste.db").write_bytes(b"not a database" * 1000)

        assert "seloste.db: damaged or cut off" in self.refused(recover(backup.folder))

    @pytest.mark.parametrize(("name", "n"), [("memory_kib", 2**19), ("iterations", 100), ("lanes", 64)])
    def test_when_its_derivation_would_take_the_whole_machine(self, backup, recover, name, n):
        path = backup.folder / "vault" / "slots" / "outi.json"
        slot = json.loads(path.read_text())
        slot["kdf"][name] = n
        path.write_text(json.dumps(slot))

        assert "its kdf cannot be used" in self.refused(
            recover(backup.folder, PASSPHRASE, "--with", "passphrase")
        )

    def test_over_a_folder_that_is_there(self, backup, recover, tmp_path):
        (tmp_path / "out").mkdir()

        result = recover(backup.folder)

        assert result.code == 2
        assert "exists already" in result.said
        assert list((tmp_path / "out").iterdir()) == []


@pytest.fixture
def registered_app(tmp_path, site) -> Iterator[Flask]:
    """The handler of a trader that keeps a register, opened with its key file."""
    record = registered(tmp_path / "content") / "record.toml"
    app = ready(config(tmp_path / "data", site, record))
    yield app
    close(app)


def test_the_register_opens_card_by_card(recover, registered_app, tmp_path):
    """Cards, entries, a line of the ledger, one that nobody sealed, and a head that the janitor blanked."""
    app = registered_app
    data, at = app.extensions["config"].data, desk(app, "staff")
    maija = paper.made(at, **{"person.emails": "maija@example.fi"})
    said = {"channel": "email", "state": "prohibited", "how": "phone", "lines": 0, "note": "soitti itse"}
    assert at.post(f"/hallinta/en/kortti/{maija}/luvat", **said).status_code == 303
    blank = paper.made(at, **{"person.name": "Aino Tyhjä"})
    with app.extensions["engine"].begin() as db:
        db.execute(update(card).where(card.c.id == blank).values(sealed=b""))
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)

    result = recover(copy)

    assert result.code == 0, result.said
    found = {(one["table"], one.get("card") or one["id"]): one["content"] for one in result.table["opened"]}
    assert found["entry", maija]["values"]["person.name"] == "Maija Meikäläinen"
    assert found["permission", maija]["note"] == "soitti itse"
    assert found["card", maija]["emails"] == ["maija@example.fi"]
    assert found["card", blank] == {}
    assert found["entry", blank]["values"]["person.name"] == "Aino Tyhjä"
    assert "Aino Tyhjä" in (tmp_path / "out" / "archive.html").read_text("utf-8")


def test_a_row_of_the_register_that_was_moved_is_told_and_the_rest_opens(recover, registered_app, tmp_path):
    app = registered_app
    data, at = app.extensions["config"].data, desk(app, "staff")
    ids = [paper.made(at), paper.made(at, **{"person.name": "Aino Esimerkki", "person.phones": ""})]
    with app.extensions["engine"].begin() as db:
        sealed = db.execute(select(card.c.sealed).where(card.c.id == ids[0])).scalar_one()
        db.execute(update(card).where(card.c.id == ids[1]).values(sealed=sealed))
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)

    result = recover(copy)

    assert result.code == 1
    (failed,) = result.table["failed"]
    assert (failed["table"], failed["id"]) == ("card", ids[1])
    assert "moved to another row" in failed["reason"]
