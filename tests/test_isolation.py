"""
Two system users in production: the public side takes messages and cannot open one, whatever it tries.

As root, which CI is, the tests run the real server and the attempts as two spare users of this computer.
Anybody else cannot become another user; then the same layout is made with the user's own group, and what
the kernel would decide by is looked at: the owners, groups and permission bits of every file.
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from formhandler import layout
from tests.formhandler.app import shown
from tests.server import free_port
from tests.sites import EXAMPLE
from tests.systemuser import IS_ROOT, SystemUser

GROUP = 47113 if IS_ROOT else os.getegid()
OWNER = SystemUser(47111, 47111, GROUP)
PUBLIC = SystemUser(47112, 47112, GROUP)

PASSPHRASE = "vene keinuu hämärässä"
BODY = "Kanariansaari Öljynlintu 8842"

# Run by the owner's user: a vault that opens in every way there is, and a key for letters.
MAKE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from formhandler import letters
from formhandler.vault import kit, passphrase, slots
from formhandler.vault.user import User

data, words = Path(sys.argv[1]), sys.argv[2]
keyring = slots.unlock_managed(data).keyring
kdf = passphrase.parameters()
wrapping = passphrase.derive(words, kdf, path=data)
slot = slots.new("outi", "user", wrapping, kdf, user=User(name="Outi", role="owner"))
slots.save(data, slot.with_keys(keyring))
letters.outbox_key(data)
print(*kit.make(data, keyring, "en", datetime.now(UTC)))
"""

# Run by either user in the server's environment, with the right secrets in hand: prints how each one ended.
ATTEMPTS = """
import json, os, sqlite3, sys
from datetime import date
from pathlib import Path
import recover
from formhandler import letters
from formhandler.receipts import code
from formhandler.vault import slots
from formhandler.vault.envelope import Bound, open_, open_with_receipt

data, passphrase, kit, names = Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
vault = data / "vault"
database = sqlite3.connect(data / "seloste.db")
database.row_factory = sqlite3.Row
rows = [dict(row) for row in database.execute("SELECT * FROM message")]
assert rows, "there is nothing to open"
secret = (data / "secret.key").read_bytes()

def bound(row):
    days = {name: date.fromisoformat(row[name]) for name in ("day", "expires_on")}
    return Bound(id=row["id"], kind=row["kind"], **days)

def with_keyring(unlocked):
    return [open_(unlocked.keyring, row["envelope"], bound(row)).decode() for row in rows]

def with_keys(keys):
    return [recover.open_envelope(row, keys).decode() for row in rows]

def with_receipt(row, id):
    key = code.key(id, secret)
    return open_with_receipt(key, row["envelope"], row["receipt_key"], bound(row)).decode()

attempts = {
    "key file": lambda: with_keyring(slots.unlock_managed(data)),
    "passphrase": lambda: with_keyring(slots.unlock_words(data, passphrase)),
    "kit": lambda: with_keyring(slots.unlock_words(data, kit, "kit")),
    "recover with the key file": lambda: with_keys(recover.unlock(vault, "key")),
    "list the slots": lambda: os.listdir(vault / "slots"),
    "outbox key": lambda: letters.outbox_key(data).hex(),
    "make a file in the vault": lambda: [(vault / "more").touch(), (vault / "more").unlink()],
    "change the public half": lambda: (vault / "public.json").open("r+"),
    "move the vault away": lambda: [vault.rename(data / "away"), (data / "away").rename(vault)],
}
for name in names:
    attempts[f"read {name}"] = lambda path=data / name: path.read_bytes().hex()
for row in rows:
    for column in ("id", "submission", "thread"):
        attempts[f"receipt by {column}"] = lambda row=row, id=row[column]: with_receipt(row, id)

def outcome(attempt):
    try:
        return f"done: {attempt()}"
    except Exception as error:
        return f"{type(error).__name__}"
    except SystemExit as end:
        return f"exit {end.code}"

print(json.dumps({name: outcome(attempt) for name, attempt in attempts.items()}))
"""
OPENING = {"key file", "passphrase", "kit", "recover with the key file"}  # what gives the messages' words


@dataclass
class Place:
    """A DATA folder that two users share, where both can reach it."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environ(self) -> dict[str, str]:
        settings = {
            "DATA": self.data,
            "SITE": self.folder / "site",
            "RECORD": self.folder / "example/record.toml",
        }
        return {**{name: str(value) for name, value in settings.items()}, "FLASK_APP": "app"}

    def flask(self, user: SystemUser, *command: str, fails: bool = False) -> str:
        done = user.run(["-m", "flask", *command], self.environ)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def attempts(self, user: SystemUser, kit: str) -> dict[str, str]:
        names = [str(path.relative_to(self.data)) for path in vault_files(self.data)]
        done = user.run(["-c", ATTEMPTS, str(self.data), PASSPHRASE, kit, json.dumps(names)], self.environ)
        assert done.returncode == 0, done.stderr
        outcomes: dict[str, str] = json.loads(done.stdout)
        return outcomes

    def send(self) -> str:
        """What a visitor's browser does while the server runs; returns the reference."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = self._post(browser, {"body": BODY, "name": "Maija"})
        fields = shown(Answer(page.read().decode()))
        return self._post(browser, fields).url.rsplit("/", 1)[1]

    def _post(self, browser: urllib.request.OpenerDirector, fields: dict[str, str]):
        address = f"http://127.0.0.1:{self.port}/en/message/"
        same = {"Sec-Fetch-Site": "same-origin"}
        request = urllib.request.Request(address, urllib.parse.urlencode(fields).encode(), same)
        return browser.open(request, timeout=30)


@dataclass
class Answer:
    """As much of a response as `shown` reads."""

    text: str


def vault_files(data: Path) -> list[Path]:
    return [
        path for path in sorted((data / "vault").rglob("*")) if path.is_file() and path.name != "public.json"
    ]


class serving:
    """`flask serve-public` as the public side's user, while the block runs."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def __enter__(self) -> subprocess.Popen[str]:
        command = ["-m", "flask", "serve-public", "--port", str(self.place.port)]
        with (self.place.folder / "errors.txt").open("a") as errors:
            self.process = PUBLIC.start(command, self.place.environ, stdout=subprocess.PIPE, stderr=errors)
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        assert first.startswith("Serving on"), (self.place.folder / "errors.txt").read_text()
        return self.process

    def __exit__(self, *exc: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def place(site: Path) -> Iterator[Place]:
    """Where both users come: pytest's own folders are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="seloste-two-users-"))
    folder.chmod(0o755)
    shutil.copytree(site, folder / "site")
    shutil.copytree(EXAMPLE, folder / "example")
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (folder / "data").mkdir()
    if IS_ROOT:
        os.chown(folder / "data", OWNER.uid, GROUP)
    (folder / "data").chmod(layout.FOLDER)
    yield Place(folder, free_port())
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def archive(place: Place) -> tuple[Place, str, str]:
    """The place with a vault, one message in it that came by HTTP, its reference and the kit's words."""
    place.flask(OWNER, "migrate")
    place.flask(OWNER, "vault", "init")
    made = OWNER.run(["-c", MAKE, str(place.data), PASSPHRASE], place.environ)
    assert made.returncode == 0, made.stderr
    with serving(place):
        return place, place.send(), made.stdout.strip()


def reaches(path: Path, data: Path, needs: int) -> bool:
    """
    Whether the permission bits let the public side's user do *needs* with *path*: not its owner's, in GROUP.

    Args:
        needs: stat.S_IROTH, S_IWOTH or S_IXOTH.
    """
    return all(
        _bits(folder) & stat.S_IXOTH for folder in [data, *path.parents] if folder.is_relative_to(data)
    ) and bool(_bits(path) & needs)


def _bits(path: Path) -> int:
    found = path.stat()
    return found.st_mode >> 3 if found.st_gid == GROUP else found.st_mode


class TestThePublicSide:
    def test_can_open_no_message_by_any_way_there_is(self, archive):
        place, _, kit = archive
        if not IS_ROOT:
            assert not any(reaches(path, place.data, stat.S_IROTH) for path in vault_files(place.data))
            return

        outcomes = place.attempts(PUBLIC, kit)

        assert {name: how for name, how in outcomes.items() if how.startswith("done")} == {}
        refusals = {"VaultClosed", "PermissionError", "Refusal", "Tampered"}
        assert set(outcomes.values()) == refusals, f"an attempt ended in an error of its own: {outcomes}"

    def test_fails_where_the_owner_s_user_succeeds(self, archive):
        place, _, kit = archive

        outcomes = place.attempts(OWNER, kit)

        assert {name for name, how in outcomes.items() if BODY in how} == OPENING
        assert [
            how for name, how in outcomes.items() if not name.startswith("receipt") and "done" not in how
        ] == []
        assert {how for name, how in outcomes.items() if name.startswith("receipt")} == {"Tampered"}

    def test_cannot_recover_with_the_kit_s_words_what_the_owner_s_user_can(self, archive):
        place, _, kit = archive
        code = "import sys, recover; sys.argv[0] = 'recover.py'; sys.exit(recover.main())"
        anybody = place.folder / "anybody"
        anybody.mkdir()
        anybody.chmod(0o777)

        def recover(user: SystemUser, name: str) -> subprocess.CompletedProcess[str]:
            into = str(anybody / name)
            return user.run(["-c", code, str(place.data), "-o", into, "--with", "kit"], typed=kit)

        assert recover(OWNER, "owner").returncode == 0
        if not IS_ROOT:
            assert not reaches(place.data / "vault" / "slots", place.data, stat.S_IROTH)
            return

        done = recover(PUBLIC, "public")

        assert (done.returncode, (anybody / "public").exists()) == (2, False)
        assert f"{place.data / 'vault' / 'slots'}: cannot be read (Permission denied)" in done.stderr
        assert BODY not in done.stdout + done.stderr

    def test_can_change_neither_the_key_nor_the_place_of_the_vault(self, archive):
        place, _, _ = archive
        vault = place.data / "vault"

        assert not reaches(vault, place.data, stat.S_IWOTH)
        assert not reaches(vault / "public.json", place.data, stat.S_IWOTH)
        assert place.data.stat().st_mode & stat.S_ISVTX


def test_the_owner_s_user_reads_what_the_public_side_took(archive):
    place, reference, _ = archive

    assert BODY in place.flask(OWNER, "inbox", "show", reference)


def test_both_sides_write_the_same_database_whoever_comes_first(archive):
    place, _, _ = archive

    place.flask(PUBLIC, "janitor")
    with serving(place):
        place.flask(OWNER, "janitor")
        second = place.send()

    assert second in place.flask(OWNER, "inbox", "list")


class TestTheDoctor:
    def test_finds_the_layout_right_as_either_user(self, archive):
        place, _, _ = archive
        fine = "✓ This user can't open the archive, as the public side should not."

        owner = place.flask(OWNER, "doctor", "--no-certificate")
        public = place.flask(PUBLIC, "doctor", "--no-certificate")

        for said in (owner, public):
            assert "✓ Only the handler's two users can reach the data folder's files." in said
        assert (fine in public, fine in owner) == (IS_ROOT, False)

    def test_names_what_the_public_user_could_open(self, archive):
        place, _, _ = archive

        said = place.flask(OWNER, "doctor", "--no-certificate", "--public", fails=True)

        for name in ("slots", "slots/outi.json", "managed.key", "outbox.key"):
            assert f"✗ This user can read {place.data / 'vault' / name}. The public side should not." in said
        assert f"✗ This user can change {place.data / 'vault'}. The public side should not." in said

    def test_sees_a_key_file_that_was_opened_to_the_group(self, archive):
        place, _, _ = archive
        key = place.data / "vault" / "managed.key"
        os.chown(key, -1, GROUP)
        key.chmod(0o640)
        try:
            said = place.flask(PUBLIC, "doctor", "--no-certificate", fails=True)
        finally:
            key.chmod(0o600)

        assert f"✗ The public side can reach {key}. Run: chmod g-r {key}" in said
        assert not IS_ROOT or f"✗ This user can read {key}. The public side should not." in said
