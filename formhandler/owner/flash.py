"""
What has just happened, told on the next page: after a post the answer is a redirect, and this survives it.

It waits in memory beside the session, so that there is no second cookie, and goes when the session does. Say
nothing that the archive keeps sealed: a reference names a message well enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import g

from formhandler.owner import access


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A post that takes it back."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flash:
    """One line for the next page."""

    text: str
    undo: Undo | None = None


def say(text: str, undo: Undo | None = None) -> None:
    """Show *text*, which is in the language of the page, on the next page of this session."""
    access.sessions().leave(g.session.id, Flash(text=text, undo=undo))


def take() -> list[Flash]:
    """What was left for this page; each is shown once."""
    return access.sessions().take(g.session.id) if g.session else []
