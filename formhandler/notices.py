"""The owner's notice: that messages came, how many, and nothing of them."""

from collections.abc import Callable
from email.message import EmailMessage

from formhandler.config import Config
from record import Record
from texts import translator


def writer_of(config: Config, record: Record) -> Callable[[int], EmailMessage]:
    """Return a function that writes the notice of *n* new messages, in the record's binding language."""
    t = translator(record.binding)

    def write(n: int) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = config.mail_from or record.contact.email
        mail["To"] = config.mail_to or record.contact.email
        mail["Subject"] = t.n("%(n)s new message on your website", "%(n)s new messages on your website", n)
        mail.set_content(
            t(
                "What they say is sealed in the archive and is not sent by email. Read them on the owner's "
                "side, /hallinta/, or on the server with: flask inbox list"
            )
            + "\n"
        )
        return mail

    return write
