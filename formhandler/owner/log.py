"""
The access log: who did what with what is sealed, and when. It is sealed itself.

Pages call `note(What.OPENED, reference)`; commands, where nobody has signed in, `write(app, TERMINAL, …)`. An
entry lives as long as a message of the same day, so nothing in it outlasts what it speaks of.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from flask import Flask, g

from formhandler import clock, keeping
from formhandler.owner import access, store
from formhandler.vault import contents, keys
from formhandler.vault.envelope import Bound, EnvelopeError, open_, seal
from formhandler.vault.keys import Keyring
from record import Record
from texts import Translator

#: Who ran a command: the terminal asks for no name.
TERMINAL = "terminal"


class What(StrEnum):
    """What can be done; *ref* says to which message, user or how many."""

    SIGNED_IN = "signed in"
    WRONG_TRIES = "wrong tries"  # ref: how many since somebody got in
    OPENED = "opened"
    ANSWERED = "answered"
    EXPORTED = "exported"
    SPAM = "judged spam"
    NOT_SPAM = "judged no spam"
    ERASED = "erased"
    KIT_MADE = "kit made"
    KIT_DRILLED = "kit drilled"
    KEY_ROTATED = "key rotated"  # ref: the new key's id
    SEALED = "sealed mode"
    USER_ADDED = "user added"
    USER_REMOVED = "user removed"
    PASSPHRASE_CHANGED = "passphrase changed"  # noqa: S105  # no secret: a name
    CODES_CHANGED = "one-time codes changed"
    BREACH = "breach written down"  # ref: the beginning of its id
    DISCLOSED = "disclosure written down"
    SHARED = "figures shared"  # ref: the address that opens them
    UNSHARED = "figures closed"  # the same
    CARDS_MERGED = "cards merged"  # ref: the card that stayed, and the one that went
    CARDS_PARTED = "cards parted"  # the same
    ASSIGNED = "put on a card"  # ref: a message
    CARD_OPENED = "card opened"  # ref: the card's id
    CARD_CHANGED = "card changed"  # the same; of a new one too
    CARDS_IMPORTED = "cards imported"  # ref: how many
    CARDS_EXPORTED = "cards exported"  # ref: how many, or the one card's id
    LISTED = "marketing list made"  # ref: the channel and how many
    PACKAGED = "package made"  # ref: the card's id
    AGREEMENT = "agreement looked at"  # ref: the recipient's id in the record
    INFORMED = "person informed"  # ref: the card's id, and how
    REQUEST_OPENED = "request opened"  # of a request it keeps the id
    REQUEST_CHANGED = "request changed"  # the same
    PERSON_ERASED = "person erased"  # the same


#: Told once in a session, however often it is opened again.
ONCE = (What.OPENED, What.CARD_OPENED, What.REQUEST_OPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log, opened."""

    who: str
    what: str
    when: datetime  # UTC
    ref: str


def note(what: What, ref: str = "", *, now: datetime) -> None:
    """
    Write that the user of this request did *what*. What is opened again in one session is not told again.

    Raises:
        VaultError: there is no key of ours to seal to.
        writer.Unavailable: nothing can be written now; then do not do it either.
    """
    if what in ONCE and not access.sessions().first(g.session.id, f"{what} {ref}"):
        return
    write(access.app(), g.session.user.name, what, ref, now=now)


def write(app: Flask, who: str, what: What, ref: str = "", *, now: datetime) -> None:
    """Seal one entry and keep it. Raises as note."""
    key = keys.present(app.extensions["config"].data, app.extensions["engine"])
    record: Record = app.extensions["record"]
    day = clock.day(now)
    bound = Bound(
        id=secrets.token_hex(16),
        kind=store.KIND,
        day=day,
        expires_on=keeping.last_day(record, record.forms[0], "message", day),
    )
    entry = {"who": who, "what": what, "when": now.isoformat(timespec="seconds"), "ref": ref}
    envelope, _ = seal(key, bound, json.dumps(entry, ensure_ascii=False).encode())
    app.extensions["writer"].submit(partial(store.add, bound=bound, key_id=key.key_id, envelope=envelope))


def opened(sealed: store.Sealed, keys: Keyring) -> Entry | None:
    """The entry in *sealed*; None if it opens not or is none: whoever writes here can seal anything."""
    try:
        content = contents.read(open_(keys, sealed.envelope, sealed.bound))
        return Entry(
            who=str(content["who"]),
            what=str(content["what"]),
            when=datetime.fromisoformat(content["when"]),
            ref=str(content["ref"]),
        )
    except (EnvelopeError, ValueError, KeyError, TypeError):
        return None


def words(what: str, t: Translator) -> str:
    """What was done, for people."""
    said: dict[str, str] = {
        What.SIGNED_IN: t("signed in"),
        What.WRONG_TRIES: t("wrong tries to sign in"),
        What.OPENED: t("opened a message"),
        What.ANSWERED: t("sent an answer"),
        What.EXPORTED: t("exported messages"),
        What.SPAM: t("moved to quarantine"),
        What.NOT_SPAM: t("moved out of quarantine"),
        What.ERASED: t("erased"),
        What.KIT_MADE: t("made a recovery kit"),
        What.KIT_DRILLED: t("tried the recovery kit"),
        What.KEY_ROTATED: t("changed the key"),
        What.SEALED: t("removed the key file"),
        What.USER_ADDED: t("added a user"),
        What.USER_REMOVED: t("removed a user"),
        What.PASSPHRASE_CHANGED: t("changed the passphrase"),
        What.CODES_CHANGED: t("changed the one-time codes"),
        What.BREACH: t("wrote down a data breach"),
        What.DISCLOSED: t("wrote down a disclosure"),
        What.SHARED: t("shared the figures of visits"),
        What.UNSHARED: t("ended a sharing of figures"),
        What.CARDS_MERGED: t("merged cards"),
        What.CARDS_PARTED: t("took cards apart"),
        What.AGREEMENT: t("looked at an agreement"),
        What.INFORMED: t("told a person where their data is from"),
        What.REQUEST_OPENED: t("opened a request"),
        What.REQUEST_CHANGED: t("changed a request"),
        What.ASSIGNED: t("put a message on a card"),
        What.CARD_OPENED: t("opened a card"),
        What.CARD_CHANGED: t("changed a card"),
        What.CARDS_IMPORTED: t("imported cards"),
        What.CARDS_EXPORTED: t("exported cards"),
        What.LISTED: t("made a marketing list"),
        What.PACKAGED: t("made a package of a person’s data"),
        What.PERSON_ERASED: t("erased a person’s data"),
    }
    return said.get(what, what)
