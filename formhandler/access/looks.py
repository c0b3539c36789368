"""
Who looked at a person's data: from the access log, the time, the role and what was done.

The names of staff are left out. They act under the controller's authority and are not recipients; a person
gets to know them only where it is indispensable for their rights, weighed against the employee's own (CJEU
C-579/21, Pankki S, of 22 June 2023). Then the owner answers by hand.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from formhandler.owner import log
from formhandler.owner import store as entries
from formhandler.vault.keys import Keyring

PART = 500  # sealed entries in memory at a time
STAFF = "staff"  # of whom was removed since


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that somebody did."""

    at: datetime  # UTC
    role: str  # of vault.user.ROLES, or log.TERMINAL
    what: str  # of log.What


def of(db: Connection, keys: Keyring, refs: Collection[str], roles: Mapping[str, str]) -> Iterator[Look]:
    """
    What was done with one of *refs*, ids of cards and references of messages; the newest first.

    Args:
        roles: User's name → role, of those who may sign in now.
    """
    for start in range(0, entries.count(db), PART):
        for sealed in entries.entries(db, limit=PART, offset=start):
            one = log.opened(sealed, keys)
            if one is not None and not set(refs).isdisjoint(one.ref.split()):
                yield Look(one.when, role(one.who, roles), one.what)


def role(name: str, roles: Mapping[str, str]) -> str:
    """The role of the user called *name*; who is known no longer was one of the staff."""
    return log.TERMINAL if name == log.TERMINAL else roles.get(name, STAFF)
