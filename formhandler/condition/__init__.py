"""
Whether everything works, in plain words: for `flask doctor` and for the owner's page.

finding.py      how a finding looks
site.py, key.py, storage.py, mailing.py   one thing each, looked at live
certificate.py, backups.py                what they look at, without words
"""

from flask import Flask
from sqlalchemy import Engine

from formhandler.condition import key, mailing, site, storage
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from record import Record
from texts import Translator

__all__ = ["Finding", "Mark", "Topic", "examine"]


def examine(app: Flask, t: Translator) -> list[Finding]:
    """Return what was found, in the order in which it should be mended."""
    config: Config = app.extensions["config"]
    record: Record = app.extensions["record"]
    engine: Engine = app.extensions["engine"]
    return [
        *site.stated(record, t),
        *site.built(config, record, t),
        *storage.disk(config, t),
        *storage.permissions(config, t),
        *storage.database(engine, t),
        *key.opens(config, engine, t),
        *storage.overdue(engine, t),
        *mailing.goes_out(config, engine, t),
    ]
