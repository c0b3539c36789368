"""A vault of version 0.1.0 opens, and is of today's layout afterwards."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formhandler.vault import canary, files, keys, passphrase, slots, state
from formhandler.vault.errors import KitMissing, VaultBroken, WrongPassphrase
from formhandler.vault.keys import PrivateKey
from tests.formhandler.vault.conftest import NOW, WORDS

PRIVATE = PrivateKey(bytes(range(32)))
WRAPPING = bytes(range(32, 64))


def write(data: Path, described: files.Table, wrapping: bytes) -> Path:
    """What version 0.1.0 wrote: see its formhandler/vault/slots.py."""
    (data / "vault" / "slots").mkdir(parents=True)
    slot = {"version": 1, **described, "key_id": PRIVATE.key_id}
    bound = json.dumps(slot, sort_keys=True, separators=(",", ":")).encode()
    nonce = bytes(12)
    wrapped = AESGCM(wrapping).encrypt(nonce, PRIVATE.raw, bound)
    slot |= {"nonce": base64.b64encode(nonce).decode(), "wrapped": base64.b64encode(wrapped).decode()}
    path = data / "vault" / "slots" / f"{described['name']}.json"
    path.write_bytes(files.as_json(slot))
    (data / "vault" / "public.json").write_bytes(files.as_json(keys.public_table(PRIVATE.public, NOW)))
    return path


@pytest.fixture
def managed(tmp_path: Path) -> Path:
    write(tmp_path, {"kind": "managed", "name": "managed"}, WRAPPING)
    files.write(tmp_path / "vault" / "managed.key", WRAPPING, 0o600)
    return tmp_path


@pytest.fixture
def guarded(tmp_path: Path) -> Path:
    kdf = passphrase.parameters()
    wrapping = passphrase.derive(WORDS, kdf, path=tmp_path)
    write(tmp_path, {"kind": "passphrase", "name": "owner", "kdf": kdf}, wrapping)
    return tmp_path


def test_a_managed_one_opens_as_before_and_is_rewritten(managed: Path) -> None:
    assert slots.kinds(managed) == {"managed"}
    state.check_ready(managed)

    for _ in range(2):
        assert slots.unlock_managed(managed).keyring.keys == (PRIVATE,)
        assert [slot.id for slot in slots.every(managed)] == ["managed"]
    canary.check(managed, slots.unlock_managed(managed).keyring)
    assert state.load(managed).opens == "managed"


def test_its_passphrase_opens_it_and_makes_it_one_that_needs_a_kit(guarded: Path) -> None:
    assert slots.kinds(guarded) == {"user"}
    with pytest.raises(WrongPassphrase):
        slots.unlock_words(guarded, "vene ei keinu enää")
    assert list(slots.every(guarded)) == []

    opened = slots.unlock_words(guarded, WORDS)

    assert opened.keyring.keys == (PRIVATE,)
    assert opened.user is not None
    assert (opened.user.role, opened.user.totp) == ("owner", "")
    assert [slot.id for slot in slots.every(guarded)] == ["owner"]
    with pytest.raises(KitMissing):
        state.check_ready(guarded)


def test_the_public_key_stays(managed: Path) -> None:
    before = keys.load_public(managed)

    slots.unlock_managed(managed)

    assert keys.load_public(managed) == before == PRIVATE.public


def test_a_key_file_of_another_vault_still_opens_nothing(managed: Path) -> None:
    (managed / "vault" / "managed.key").write_bytes(bytes(32))
    before = (managed / "vault" / "slots" / "managed.json").read_bytes()

    with pytest.raises(VaultBroken, match="does not open it"):
        slots.unlock_managed(managed)

    assert (managed / "vault" / "slots" / "managed.json").read_bytes() == before
