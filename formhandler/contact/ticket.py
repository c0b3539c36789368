"""
The proof-of-work ticket: a price that a sender's browser pays for having a message taken at once.

ALTCHA's protocol, version 2 (altcha.org), in its deterministic mode: the challenge names the first half of a
PBKDF2 key, and the browser tries counters until one gives it. The server derives that key once, when it
issues the challenge, and later only compares a keyed hash. Figures: docs/spam.md.

The library takes the same solution any number of times, so the caller must keep `Ticket.nonce` (store.spend).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import Payload, create_challenge, verify_solution

from formhandler.secret import derived

ALGORITHM = "PBKDF2/SHA-256"
#: PBKDF2 rounds a try. More of them, and issuing costs the server more; fewer, and a browser's time goes into
#: starting each try.
COST = 2_000
#: The counter lies between this and twice this: so many tries are needed at least and at most.
TRIES = 1_000
#: The form's script asks for a new ticket at half of it while somebody writes.
LIFETIME = timedelta(minutes=20)
LONGEST = 2_000  # characters; ours have about 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket that was paid for. Whether it was used already, only the database knows."""

    nonce: str  # SHA-256 of the challenge's nonce, hex: what may be kept
    page: str  # the id of the submission that it stands for, as of a check page
    issued: datetime  # UTC, whole seconds
    expires: datetime  # UTC, whole seconds: no longer valid then


def issue(secret: bytes, form: str, *, now: datetime, tries: int = TRIES) -> dict[str, Any]:
    """Return a challenge for *form*, ready for JSON. *tries* as TRIES."""
    challenge = create_challenge(
        ALGORITHM,
        COST,
        counter=tries + secrets.randbelow(tries),
        expires_at=now + LIFETIME,
        data={"form": form},
        hmac_secret=derived(secret, "ticket"),
        hmac_key_secret=derived(secret, "ticket solution"),
    )
    return challenge.to_dict()


def read(text: str, secret: bytes, form: str, *, now: datetime) -> Ticket | None:
    """Return the ticket that *text* is, or None when it is not ours, unsolved, too old or another form's."""
    payload = _parse(text)
    if payload is None or not _holds(payload, secret):
        return None
    parameters = payload.challenge.parameters
    assert parameters.expires_at is not None and parameters.data is not None  # ours, by its signature
    expires = datetime.fromtimestamp(parameters.expires_at, UTC)
    if now >= expires or parameters.data.get("form") != form:
        return None
    nonce = bytes.fromhex(parameters.nonce)
    return Ticket(
        nonce=hashlib.sha256(nonce).hexdigest(),
        page=_page(nonce, payload.solution.derived_key, secret),
        issued=expires - LIFETIME,
        expires=expires,
    )


def _parse(text: str) -> Payload | None:
    if not text or len(text) > LONGEST:
        return None
    try:
        return Payload.from_base64(text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _holds(payload: Payload, secret: bytes) -> bool:
    return verify_solution(
        payload, derived(secret, "ticket"), hmac_key_secret=derived(secret, "ticket solution")
    ).verified


def _page(nonce: bytes, key: str, secret: bytes) -> str:
    """
    The submission's id: the same at a double click, and known to nobody but the browser that solved it.

    The nonce is random and stands nowhere but in the visitor's page, so that database and secret
    together do not tell the id, and with it nothing that is made from it.
    """
    solved = nonce + bytes.fromhex(key)
    return hmac.digest(derived(secret, "ticket page"), solved, hashlib.sha256)[:16].hex()
