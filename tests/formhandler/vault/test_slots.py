"""The vault's files: made whole, never over another, and opened by their owner only."""

import base64
import json
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from formhandler.vault import keys, making, slots
from formhandler.vault.errors import (
    KeyFileExposed,
    UnfitPassphrase,
    VaultBroken,
    VaultClosed,
    VaultExists,
    VaultMissing,
    WrongPassphrase,
)
from formhandler.vault.keys import PrivateKey

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = base64.b64encode(bytes(32)).decode()
NONCE = base64.b64encode(bytes(12)).decode()
WORDS = "vene keinuu hämärässä"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a vault that a passphrase opens; tests only read it."""
    data = tmp_path_factory.mktemp("guarded")
    making.create(data, now=NOW, words=WORDS)
    return data


def test_a_managed_vault_opens_with_its_key_file(tmp_path: Path) -> None:
    made = making.create(tmp_path, now=NOW)

    assert slots.unlock_managed(tmp_path).keyring == made
    assert keys.load_public(tmp_path) == made.keys[0].public
    assert slots.kinds(tmp_path) == {"managed"}


def test_a_passphrase_opens_its_slot_and_another_does_not(guarded: Path) -> None:
    assert slots.unlock_words(guarded, WORDS).keyring.keys[0].public == keys.load_public(guarded)
    with pytest.raises(WrongPassphrase, match="opens no slot"):
        slots.unlock_words(guarded, WORDS.capitalize())
    assert slots.kinds(guarded) == {"user"}


def test_a_keyboard_that_writes_letters_in_two_parts_opens_the_same_slot(guarded: Path) -> None:
    parted = unicodedata.normalize("NFD", WORDS)

    assert parted != WORDS
    assert slots.unlock_words(guarded, parted).keyring.keys[0].public == keys.load_public(guarded)


@pytest.mark.parametrize(("length", "fit"), [(14, False), (15, True), (1024, True), (1025, False)])
def test_a_passphrase_has_15_to_1024_characters(tmp_path: Path, length: int, fit: bool) -> None:
    if fit:
        making.create(tmp_path, now=NOW, words="ä" * length)
    else:
        with pytest.raises(UnfitPassphrase, match=f"{length} characters"):
            making.create(tmp_path, now=NOW, words="ä" * length)

    assert (tmp_path / "vault").exists() is fit


def test_only_the_public_half_can_be_read_by_others(vault: Path) -> None:
    modes = {str(path.relative_to(vault)): stat.S_IMODE(path.stat().st_mode) for path in vault.rglob("*")}

    assert modes == {
        "vault": 0o755,
        "vault/public.json": 0o644,
        "vault/canary.json": 0o600,
        "vault/managed.key": 0o600,
        "vault/slots": 0o700,
        "vault/slots/managed.json": 0o600,
    }


def test_the_permissions_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        making.create(tmp_path / "open", now=NOW)
        os.umask(0o077)
        making.create(tmp_path / "closed", now=NOW)
    finally:
        os.umask(before)

    for data in ("open", "closed"):
        made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / data).rglob("*")}
        assert made["managed.key"] == made["managed.json"] == 0o600
        assert (made["slots"], made["vault"], made["public.json"]) == (0o700, 0o755, 0o644)


def test_the_private_half_lies_nowhere_in_clear(tmp_path: Path) -> None:
    [private] = making.create(tmp_path, now=NOW).keys

    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert private.raw not in written
    assert private.raw.hex() not in repr(private)


def test_a_vault_is_never_overwritten(vault: Path) -> None:
    before = contents(vault)

    with pytest.raises(VaultExists, match=r"managed.key, public.json, slots.*move the folder away"):
        making.create(vault, now=NOW)

    assert contents(vault) == before


def test_what_half_stands_there_is_left_alone_too(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "public.json").write_text("a friend's key")

    with pytest.raises(VaultExists, match=r"public\.json"):
        making.create(tmp_path, now=NOW)

    assert contents(tmp_path) == {"vault/public.json": b"a friend's key"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_can_reach_is_refused(vault: Path, mode: int) -> None:
    (vault / "vault" / "managed.key").chmod(mode)

    with pytest.raises(KeyFileExposed, match=rf"permissions are {mode:04o}.*chmod 600"):
        slots.unlock_managed(vault)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_file_that_only_its_owner_can_reach_is_used(vault: Path, mode: int) -> None:
    (vault / "vault" / "managed.key").chmod(mode)

    slots.unlock_managed(vault)


def test_without_a_vault_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(VaultMissing, match=r"public.json: missing; make a key with: flask vault init"):
        keys.load_public(tmp_path)
    with pytest.raises(VaultMissing, match="no slot here opens with a key file"):
        slots.unlock_managed(tmp_path)
    with pytest.raises(VaultMissing, match="no slot here opens with a passphrase"):
        slots.unlock_words(tmp_path, WORDS)
    assert slots.kinds(tmp_path) == set()


def test_the_public_side_needs_the_public_half_alone(
    vault: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    public_side = tmp_path_factory.mktemp("public")
    (public_side / "vault").mkdir()
    (public_side / "vault" / "public.json").write_bytes((vault / "vault" / "public.json").read_bytes())

    assert keys.load_public(public_side) == keys.load_public(vault)
    assert slots.kinds(public_side) == set()


def test_a_lost_key_file_is_named(vault: Path) -> None:
    (vault / "vault" / "managed.key").unlink()

    with pytest.raises(VaultMissing, match=r"managed.key: the key file is gone"):
        slots.unlock_managed(vault)


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_key_file_of_another_size_is_broken(vault: Path, content: bytes) -> None:
    (vault / "vault" / "managed.key").write_bytes(content)

    with pytest.raises(VaultBroken, match="not 32 bytes"):
        slots.unlock_managed(vault)


def test_a_key_file_of_another_vault_opens_nothing(vault: Path) -> None:
    (vault / "vault" / "managed.key").write_bytes(bytes(32))

    with pytest.raises(VaultBroken, match="does not open it"):
        slots.unlock_managed(vault)


def test_a_renamed_slot_does_not_open(vault: Path) -> None:
    slot = vault / "vault" / "slots" / "managed.json"
    slot.rename(slot.with_name("other.json"))

    with pytest.raises(VaultBroken, match=r"other.json: managed.key does not open it"):
        slots.unlock_managed(vault)


def test_slots_of_another_key_than_the_public_half_are_refused(vault: Path) -> None:
    stranger = PrivateKey.generate().public
    write(vault / "vault" / "public.json", keys.public_table(stranger, NOW))

    with pytest.raises(VaultBroken, match=f"public.json holds key {stranger.key_id}"):
        slots.unlock_managed(vault)


@pytest.mark.parametrize(
    "change", [{"memory_kib": 8}, {"iterations": 1}, {"memory_kib": 2**30}, {"name": "md5"}, {"more": 1}]
)
def test_a_slot_cannot_ask_for_another_derivation(tmp_path: Path, change: dict[str, Any]) -> None:
    slot = {
        "version": 2,
        "kind": "user",
        "public": KEY,
        "nonce": NONCE,
        "wrapped": "",
        "label": "",
        "keys": {},
    }
    kdf = {
        "name": "argon2id",
        "memory_kib": 65536,
        "iterations": 3,
        "lanes": 1,
        "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    (tmp_path / "vault" / "slots").mkdir(parents=True)
    write(tmp_path / "vault" / "slots" / "owner.json", {**slot, "kdf": {**kdf, **change}})

    with pytest.raises(VaultBroken, match='"kdf" is not what this program writes'):
        slots.unlock_words(tmp_path, WORDS)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"version": 2}', "\x00"])
def test_a_file_that_is_no_table_of_ours_is_named(vault: Path, content: str) -> None:
    (vault / "vault" / "public.json").write_text(content)

    with pytest.raises(VaultBroken, match=r"public.json: .*put it back from a backup"):
        keys.load_public(vault)


@pytest.mark.parametrize("public", ["", "AAAA", "not base64!", None, 7])
def test_a_public_half_that_is_not_whole_is_named(vault: Path, public: object) -> None:
    table = json.loads((vault / "vault" / "public.json").read_text())
    write(vault / "vault" / "public.json", {**table, "public": public})

    with pytest.raises(VaultBroken, match="'public' is not 32 bytes in base64"):
        keys.load_public(vault)


def test_a_public_half_under_the_name_of_another_is_refused(vault: Path) -> None:
    table = json.loads((vault / "vault" / "public.json").read_text())
    write(vault / "vault" / "public.json", {**table, "key_id": "0" * 16})

    with pytest.raises(VaultBroken, match='"key_id" says'):
        keys.load_public(vault)


def test_another_user_is_told_that_it_may_not(vault: Path) -> None:
    with as_another_user(vault / "vault" / "slots", vault / "vault" / "managed.key"):
        with pytest.raises(VaultClosed, match="slots: this user may not look there"):
            slots.unlock_managed(vault)
        assert keys.load_public(vault)


def write(path: Path, table: dict[str, Any]) -> None:
    path.write_text(json.dumps(table))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def as_another_user(*secret: Path) -> Iterator[None]:
    """Run the block as a user to whom *secret* is closed."""
    if os.geteuid() != 0:
        for path in secret:
            path.chmod(0)
        yield
        return
    for folder in secret[0].parents:  # pytest's temporary folders are closed to others altogether
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o011)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
