"""
Whether everything works, in plain words: for `flask doctor` and for the owner's page.

finding.py      how a finding looks
site.py, key.py, storage.py, mailing.py   one thing each, looked at live
choices.py       the consent record;  visits.py the counting of visits
permissions.py   who reaches the files under DATA
isolation.py     whether the public side's user can open the archive
certificate.py, backups.py                what they look at, without words
proxies.py      what only a request can show: PROXIES against the way it came; for the page alone
views.py        /kunto
"""

from datetime import datetime

from flask import Flask
from sqlalchemy import Engine

from formhandler.condition import choices, isolation, key, mailing, permissions, site, storage, visits
from formhandler.condition.certificate import Certificate, ask
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from record import Record
from texts import Translator

__all__ = ["Finding", "Mark", "Topic", "ask_certificate", "examine"]


def examine(
    app: Flask, t: Translator, *, certificate: Certificate | None, now: datetime, public: bool = False
) -> list[Finding]:
    """
    Return what was found, in the order in which it should be mended.

    Args:
        certificate: What `ask_certificate` found; asking takes seconds where there is no network.
        public: This user is the public side's, which must not be able to open the archive. Found out by
            itself where the user is shut out.
    """
    config: Config = app.extensions["config"]
    record: Record = app.extensions["record"]
    engine: Engine = app.extensions["engine"]
    return [
        *site.stated(record, t),
        *site.built(config, record, t),
        site.certificate_lasts(record.site.url, certificate, t, now),
        *storage.disk(config, t),
        *permissions.check(config, t),
        *storage.database(engine, t),
        *(isolation.check if public or isolation.shut_out(config.data) else key.opens)(config, engine, t),
        *key.drilled(config, t, now),
        *storage.overdue(engine, t),
        *choices.fit(engine, app.extensions["secret"], t),
        *visits.counted(config, record, engine, t, now),
        *storage.backups_fresh(config, t, now),
        *storage.tombstones_kept(config, engine, t, now),
        *mailing.goes_out(config, engine, t, now),
    ]


def ask_certificate(record: Record) -> Certificate | None:
    """What the site's own address shows now; None while the record does not state it."""
    return ask(record.site.url) if isinstance(record.site.url, str) else None
