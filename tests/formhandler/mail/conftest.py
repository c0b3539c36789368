"""A notice like the owner's."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest


@pytest.fixture
def notice() -> Callable[[int], EmailMessage]:
    """Writes the mail for so many messages."""

    def write(number: int) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = "sivusto@example.fi"
        mail["To"] = "omistaja@example.fi"
        mail["Subject"] = f"Uusia viestejä: {number}"
        mail.set_content("Lue ne: flask inbox list\n")
        return mail

    return write
