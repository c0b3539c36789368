"""One thing that was looked at, and how it stands."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a finding stands at the start of its line."""

    FINE = "✓"
    NOTE = "–"
    FAULT = "✗"


class Topic(StrEnum):
    """What a finding is about: the owner's page has a part for each."""

    FORM = "form"  # does it take messages, as the notice says
    MAIL = "mail"
    STORAGE = "storage"  # disk, database, permissions, backups
    SITE = "site"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, in the owner's words."""

    topic: Topic
    mark: Mark
    text: str
