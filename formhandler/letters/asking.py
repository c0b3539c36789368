"""
The mail that asks an address to confirm what was ticked with it: once, short, without any marketing.

The public side sealed it (confirming/asking.py). It is taken from the database before it is handed over, so
that nobody gets it twice; after a crash in that moment nobody gets it, and no answer is a no.
"""

import json
import logging
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import Engine, RowMapping

from formhandler.config import Config
from formhandler.confirming import asking, link, store
from formhandler.letters import key as outbox_key
from formhandler.letters.compose import BadAddress, compose
from formhandler.mail.smtp import Undelivered, send
from formhandler.vault.envelope import EnvelopeError, open_
from formhandler.vault.keys import Keyring
from formhandler.writer import Writer
from record import Record, Unstated
from texts import Translator, translator

logger = logging.getLogger(__name__)

MOST = 50  # in one round


def deliver_due(
    writer: Writer, engine: Engine, config: Config, record: Record, key: bytes, *, now: datetime
) -> bool:
    """
    Send what is to go out; False when the server could not be reached, so that it is better left for a while.

    Args:
        key: The outbox key; the public side's mail is sealed to its public half.
    Raises:
        Unavailable: the database cannot be written.
    """
    with engine.connect() as db:
        due = store.unsent(db, now=now, most=MOST)
    keys = Keyring((outbox_key.half(key),))
    return all(_deliver(writer, config, record, keys, row, now) for row in due)


def _deliver(
    writer: Writer, config: Config, record: Record, keys: Keyring, row: RowMapping, now: datetime
) -> bool:
    lookup, sealed = row["lookup"], row["mail"]
    if not writer.submit(lambda db: store.take(db, lookup)):
        return True
    assert config.mail_url is not None  # mailroom.py asks for it
    try:
        send(config.mail_url, written(record, config, keys, row, now=now))
    except Undelivered as trouble:
        logger.warning("A mail that asks for a confirmation waits or failed: %s", trouble.reason)
        if trouble.unheard or not (trouble.final or trouble.doubtful):
            writer.submit(lambda db: store.put_back(db, lookup, sealed))
            return False
    except (EnvelopeError, BadAddress, ValueError) as error:
        logger.error("A mail that asks for a confirmation cannot be sent: %s", type(error).__name__)
    return True


def written(record: Record, config: Config, keys: Keyring, row: RowMapping, *, now: datetime) -> EmailMessage:
    """
    The mail that was sealed in *row*.

    Raises:
        EnvelopeError: this outbox key does not open it.
        BadAddress, ValueError: no mail can be written of it.
    """
    bound = asking.bound(row["lookup"], row["created_at"], row["expires_at"])
    content = json.loads(open_(keys, row["mail"], bound))
    if content["schema"] != asking.SCHEMA or content["lang"] not in record.languages:
        raise ValueError("another version of this program sealed it")
    t, lang = translator(content["lang"]), content["lang"]
    site = "" if isinstance(record.site.url, Unstated) else record.site.url
    if not site:
        raise ValueError("the record does not state the site's address")
    body = "\n\n".join(
        (
            t("On the form at %(site)s this was ticked with your email address:", site=site),
            f"    {content['words']}",
            t("If it was you, open this page within seven days and press the button on it:"),
            link.address(record, site, lang, content["token"]),
            _otherwise(t),
            _sender(record),
        )
    )
    subject = t("Please confirm your permission")
    mail = compose(record, config, to=content["to"], subject=subject, body=body, lang=lang)
    mail["Date"] = format_datetime(now)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer, please
    return mail


def _otherwise(t: Translator) -> str:
    return t("If it was not you, do nothing. Without your confirmation we send no marketing to this address.")


def _sender(record: Record) -> str:
    """Who we are and how to reach us, a line each."""
    lines = (record.controller.trade_name, record.controller.legal_name, record.contact.email)
    return "\n".join(dict.fromkeys(str(line) for line in lines if line and not isinstance(line, Unstated)))
