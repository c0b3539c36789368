"""What the owner's side does with mail between requests: letters out, bounces and heartbeats in."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy

from flask import Flask
from sqlalchemy import Connection

from formhandler import clock, letters
from formhandler.config import Config
from formhandler.mail import dsn, heartbeat
from formhandler.mail.imap import Mailbox
from formhandler.mail.smtp import Undelivered, send
from formhandler.vault import files
from formhandler.writer import Writer
from record import Record
from texts import translator

logger = logging.getLogger(__name__)

#: Between two looks into the mailbox.
LOOK = timedelta(minutes=5)
#: Until a mail server that did not answer is asked again.
AGAIN = timedelta(minutes=5)
#: A mail server gives up after some five days (RFC 5321 4.5.4.1); later than this nothing comes back.
LATEST_BOUNCE = timedelta(days=14)

OURS = re.compile(r"<(letter-[0-9a-f]{32})@")


@dataclass(slots=True)
class Watermark:
    """How far the mailbox has been read by this process; a new one reads the last two weeks again."""

    validity: str = ""
    uid: int = 0


def deliver(app: Flask, now: datetime) -> letters.Report:
    """
    Send the letters that are due.

    Raises:
        VaultError: some wait, and this user may not send them, or their key is not as it should be.
        Unavailable: the database cannot be written.
    """
    engine, config = app.extensions["engine"], app.extensions["config"]
    with engine.connect() as db:
        left = letters.count(db)
    if not left.waiting or not config.mail_url:
        return letters.Report(0, left)
    key = letters.outbox_key(config.data)
    return letters.deliver_due(app.extensions["writer"], engine, config.mail_url, key, now=now)


def ask(app: Flask, now: datetime) -> None:
    """
    Send the mails that ask for a confirmation of what was ticked; without a mail server none is asked for.

    Raises:
        VaultError: this user may not have the outbox key, or it is not as it should be.
        Unavailable: the database cannot be written.
    """
    config: Config = app.extensions["config"]
    if not config.mail_url or not files.folder(config.data).exists():
        return
    key = letters.outbox_key(config.data)
    letters.publish(config.data, key, now=now)
    if now < app.extensions.get("ask again", now):
        return
    writer, engine, record = (app.extensions[name] for name in ("writer", "engine", "record"))
    if not letters.asking.deliver_due(writer, engine, config, record, key, now=now):
        app.extensions["ask again"] = now + AGAIN


def look(app: Flask, now: datetime) -> None:
    """
    Look into the privacy mailbox, if its address is set: for letters that came back and for heartbeats.

    Raises:
        Unreachable: it cannot be looked into; the heartbeat that nobody finds will say so to the owner.
        Unavailable: the database cannot be written.
    """
    config: Config = app.extensions["config"]
    if config.imap_url is None:
        return
    if config.mail_url:
        _beat(app, now)
    with Mailbox(config.imap_url) as mailbox:
        mark = app.extensions.setdefault("mailbox watermark", Watermark())
        note_bounces(app.extensions["writer"], mailbox, mark, now=now)
        _find_heartbeats(app, mailbox, now)


def note_bounces(writer: Writer, mailbox: Mailbox, mark: Watermark, *, now: datetime) -> int:
    """Read the delivery reports that came since *mark* and note which letters came back; returns how many."""
    if mark.validity != mailbox.validity:
        mark.validity, mark.uid = mailbox.validity, 0
    noted = 0
    for uid in mailbox.bounces(since=clock.day(now - LATEST_BOUNCE), after=mark.uid):
        bounce = dsn.read(mailbox.read(uid, at_most=dsn.LARGEST))
        if bounce and (ours := OURS.match(bounce.message_id)):
            noted += _note(writer, ours[1], bounce.status)
        mark.uid = uid
    return noted


def _note(writer: Writer, mail_id: str, status: str) -> bool:
    known = writer.submit(lambda db: letters.mark_bounced(db, mail_id, status))
    if known:
        logger.warning("A letter came back: %s", status or "no status")
    return known


def _beat(app: Flask, now: datetime) -> None:
    """Send the day's heartbeat, if it is due. One that cannot leave counts as lost."""
    config, record = app.extensions["config"], app.extensions["record"]
    token = app.extensions["writer"].submit(lambda db: heartbeat.begin(db, now=now))
    if token:
        t = translator(record.binding)
        try:
            send(config.mail_url, heartbeat.write(token, mailbox=record.contact.email, t=t, now=now))
        except Undelivered as trouble:
            logger.warning("The mailbox check did not leave: %s", trouble.reason)


def _find_heartbeats(app: Flask, mailbox: Mailbox, now: datetime) -> None:
    """Note those that have come back, and delete them: those mails and no other."""
    record: Record = app.extensions["record"]
    wanted = heartbeat.subject(translator(record.binding))
    with app.extensions["engine"].connect() as db:
        known = heartbeat.tokens(db)
    found = {uid: _token(mailbox.subject(uid), wanted) for uid in mailbox.with_subject(wanted)}
    ours = {uid: token for uid, token in found.items() if token in known}
    if ours:
        app.extensions["writer"].submit(lambda db: _mark_seen(db, ours.values(), now))
        mailbox.delete(list(ours))


def _token(header: bytes, wanted: str) -> str:
    """Of a heartbeat. An answer to one, or a mail that quotes one, has a longer subject and is not ours."""
    subject = str(message_from_bytes(header, policy=policy.default)["Subject"] or "")
    return subject.removeprefix(f"{wanted} ") if subject.startswith(f"{wanted} ") else ""


def _mark_seen(db: Connection, tokens: Iterable[str], now: datetime) -> None:
    for token in tokens:
        heartbeat.mark_seen(db, token, now=now)
