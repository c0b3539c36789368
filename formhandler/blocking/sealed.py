"""
The owner's lists: sealed as the owner wrote them, and hashed for the form's side, in one transaction.

The public side works with the hashes alone: it can tell that a word is on the list, not which words are.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from formhandler import clock
from formhandler.blocking import store
from formhandler.contact import lists as hashed
from formhandler.contact import store as public
from formhandler.contact.lists import Lists
from formhandler.vault import contents
from formhandler.vault.envelope import Bound, EnvelopeError, UnknownVersion, open_, seal
from formhandler.vault.keys import Keyring, PublicKey

SCHEMA = 1
UNTIL_CHANGED = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Kept:
    """The lists as they stand, and which document they stand in (empty: none yet)."""

    lists: Lists = field(default_factory=Lists)
    id: str = ""


def read(db: Connection, keys: Keyring) -> Kept:
    """
    Open the lists.

    Raises:
        EnvelopeError: they are sealed to another key, or were changed.
    """
    sealed = store.current(db)
    if sealed is None:
        return Kept()
    payload = open_(keys, sealed.envelope, sealed.bound)
    try:
        content = contents.read(payload)
        if content["schema"] != SCHEMA:
            raise UnknownVersion(f"lists of version {content['schema']}; this program knows {SCHEMA}")
        lists = Lists(
            words=tuple(str(entry) for entry in content["words"]),
            addresses=tuple(str(entry) for entry in content["addresses"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EnvelopeError(f"what it holds are no lists ({type(error).__name__})") from error
    return Kept(lists, sealed.id)


def save(
    db: Connection, lists: Lists, *, key: PublicKey, secret: bytes, seen: str | None, now: datetime
) -> bool:
    """
    Put *lists* in the place of those that stand, for the owner and for the form's side.

    Args:
        secret: The handler's (app.extensions["secret"]): the form's side hashes with the same.
        seen: The document (Kept.id) that the owner had before them; None keeps *lists* whatever stands.
    Returns:
        False when somebody else has changed the lists since: then nothing is kept.
    """
    standing = store.current(db)
    if seen is not None and seen != (standing.id if standing else ""):
        return False
    bound = Bound(id=secrets.token_hex(16), kind=store.KIND, day=clock.day(now), expires_on=UNTIL_CHANGED)
    content = {"schema": SCHEMA, "words": lists.words, "addresses": lists.addresses}
    envelope, _ = seal(key, bound, json.dumps(content, ensure_ascii=False).encode())
    store.replace(db, bound=bound, key_id=key.key_id, envelope=envelope)
    public.block(db, hashed.hashes(lists, secret))
    return True
