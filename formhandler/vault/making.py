"""A new vault, and a database that knows it."""

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from formhandler.vault import canary, files, keyfile, keys, managed, passphrase, slots, state
from formhandler.vault.errors import VaultExists, VaultLost
from formhandler.vault.keys import Keyring, PrivateKey, PublicKey
from formhandler.vault.state import State
from formhandler.vault.user import User
from formhandler.writer import Writer


def make(
    data: Path,
    engine: Engine,
    writer: Writer,
    now: datetime,
    *,
    words: str | None = None,
    user: User | None = None,
) -> PublicKey:
    """
    Make the vault, and have the database remember whose key it is sealed to.

    A vault that stands there already is only remembered, and only by a database that knows no key
    yet: one made anew, or one that a crash kept from hearing of the vault.

    Args:
        words: The passphrase of *user*, the first owner; None for a managed vault.
    Raises:
        VaultError: a key must not be made or remembered; the text says why.
    """
    folder, known = files.folder(data), keys.known(engine)
    if known and not folder.exists():
        raise VaultLost(f"{folder}: not here, and a new key could not open what is sealed to {known.key_id}")
    if folder.exists() and not known:
        key = keys.load_public(data)
    else:
        key = create(data, now=now, words=words, user=user).keys[0].public
    writer.submit(lambda connection: keys.remember(connection, key, now=now))
    return key


def create(data: Path, *, now: datetime, words: str | None = None, user: User | None = None) -> Keyring:
    """
    Make the archive key and its vault under *data*: all of it, or nothing.

    Args:
        words: The passphrase of *user*, the first one. None makes a managed vault, which its key file opens.
    Returns:
        What was made, for the caller to prove that the vault works; keep it nowhere.
    Raises:
        VaultExists: something stands there already; it is left alone.
        UnfitPassphrase: the passphrase is too short or too long.
    """
    target = files.folder(data)
    private = PrivateKey.generate()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data / f".vault-{secrets.token_hex(4)}"
    try:
        draft.mkdir()
        _fill(draft, private, now, words, user)
        draft.rename(target)  # fails if anything stands there, so two that run at once cannot mix
    except OSError as error:
        if target.exists():
            raise VaultExists(_what_stands(target)) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    files.sync(data)
    return Keyring((private,))


def _fill(draft: Path, private: PrivateKey, now: datetime, words: str | None, user: User | None) -> None:
    (draft / "slots").mkdir(mode=0o700)
    if words is None:
        wrapping = os.urandom(keyfile.SIZE)
        files.write(draft / managed.NAME, wrapping, 0o600)
        slot = slots.new("managed", "managed", wrapping, None)
    else:
        kdf = passphrase.parameters()
        wrapping = passphrase.derive(passphrase.fit(words), kdf, path=draft)
        first = user or User(name="", role="owner")
        slot = slots.new(secrets.token_hex(4), "user", wrapping, kdf, user=first)
        slot = slot.labelled(private.public, first.as_label())
    slot = slot.with_keys(Keyring((private,)))
    files.write(draft / "slots" / f"{slot.id}.json", slot.as_json(), 0o600)
    canary.write(draft, private.public)
    opens = State(opens=state.MANAGED if words is None else state.SEALED)
    public = {**keys.public_table(private.public, now), **opens.as_table()}
    # The public side runs as another user and needs this one file.
    files.write(draft / keys.PUBLIC, files.as_json(public), 0o644)
    draft.chmod(0o755)
    files.sync(draft / "slots")
    files.sync(draft)


def _what_stands(target: Path) -> str:
    found = ", ".join(sorted(path.name for path in target.iterdir())) if target.is_dir() else "a file"
    return (
        f"{target}: a vault stands here already ({found}). It is not overwritten, because every message "
        "sealed to it would be lost. To begin anew, move the folder away, and keep it as long as its messages"
    )
