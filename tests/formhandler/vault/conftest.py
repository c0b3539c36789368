"""Vaults that people open, made once: deriving a key from a passphrase costs 0.2 s."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from formhandler.vault import kit, making, slots, users
from formhandler.vault.slots import Unlocked
from formhandler.vault.user import User

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = "vene keinuu hämärässä"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the owner's phone


@dataclass(frozen=True)
class Sealed:
    """A sealed vault with one enrolled owner and an unproven kit."""

    data: Path
    opened: Unlocked  # the owner's slot
    recovery: tuple[str, ...]
    kit: tuple[str, ...]


def shown(moment: datetime, secret: str = SECRET) -> str:
    """What the phone shows at *moment*."""
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    data = tmp_path_factory.mktemp("made")
    making.create(data, now=NOW, words=WORDS, user=User(name="Outi", role="owner"))
    opened = slots.unlock_words(data, WORDS)
    opened, recovery = users.enrol(data, opened, SECRET, shown(NOW), NOW)
    words = kit.make(data, opened.keyring, "fi", NOW)
    return Sealed(data, opened, tuple(recovery), tuple(words))


@pytest.fixture
def sealed(made: Sealed, tmp_path: Path) -> Sealed:
    """A copy of it for this test alone."""
    shutil.copytree(made.data, tmp_path, dirs_exist_ok=True)
    return Sealed(tmp_path, made.opened, made.recovery, made.kit)


@pytest.fixture
def proven(sealed: Sealed) -> Sealed:
    """The same with its kit proven."""
    kit.prove(sealed.data, sealed.kit, answers(sealed.kit), NOW)
    return sealed


def answers(words: tuple[str, ...] | list[str]) -> dict[int, str]:
    """What someone types who has the print before them."""
    return {place: words[place - 1] for place in kit.questions(words)}
