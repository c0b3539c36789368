"""A new vault, and a database that knows it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from formhandler.vault import files, keys, slots
from formhandler.vault.errors import VaultLost
from formhandler.vault.keys import PublicKey
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
        key = slots.create(data, now=now, words=words, user=user).keys[0].public
    writer.submit(lambda connection: keys.remember(connection, key, now=now))
    return key
