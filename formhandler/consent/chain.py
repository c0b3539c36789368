"""
What makes it show when an event was altered, removed, put in, cut off or wrongly erased.

    digest      SHA-256(submission ‖ newline ‖ body)
    link        HMAC(key, "event"      ‖ the link before ‖ seq ‖ digest)
    erased      HMAC(key, "erased"     ‖ link)
    checkpoint  HMAC(key, "checkpoint" ‖ the checkpoint before ‖ day ‖ seq ‖ link)

HMAC is HMAC-SHA-256; seq is 8 bytes, big end first; the day is written as in ISO 8601; before the first there
are 32 zero bytes. Whoever has the database but not the key can compute none of them. Whoever has the key,
too, can write another history from any event on; a checkpoint kept elsewhere shows that.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from formhandler.secret import derived

START = bytes(32)  # the link before the first event, and the checkpoint before the first


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain reached on a day."""

    day: date  # Europe/Helsinki
    seq: int
    link: bytes
    mac: bytes

    @property
    def line(self) -> str:
        """The checkpoint as it is kept elsewhere: one line."""
        return f"{self.day} {self.seq} {self.mac.hex()}"


def key(secret: bytes) -> bytes:
    """The chain's own key, from the handler's secret."""
    return derived(secret, "consent")


def digest(body: str, submission: str | None) -> bytes:
    """What the link binds of an event; it stays when the event goes, and tells nothing of it."""
    return hashlib.sha256(f"{submission or ''}\n{body}".encode()).digest()


def link(key: bytes, before: bytes, seq: int, digest: bytes) -> bytes:
    """The link of event *seq*."""
    return _mac(key, b"event" + before + seq.to_bytes(8) + digest)


def erased(key: bytes, link: bytes) -> bytes:
    """What the janitor leaves in the place of an event that it has erased."""
    return _mac(key, b"erased" + link)


def checkpoint(key: bytes, before: bytes, day: date, seq: int, link: bytes) -> Checkpoint:
    """The checkpoint of *day*, which follows the one whose MAC is *before*."""
    return Checkpoint(
        day,
        seq,
        link,
        _mac(key, b"checkpoint" + before + day.isoformat().encode() + seq.to_bytes(8) + link),
    )


def _mac(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, hashlib.sha256)
