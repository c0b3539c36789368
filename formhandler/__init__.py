"""
The form handler: takes contact messages, seals them and keeps them; the owner's side opens them.

choices/    a visitor's privacy choices
contact/    the form              receipts/   the code with which a visitor reads the answer
vault/      sealing and opening   mail/       notices to the owner, and the privacy mailbox
owner/      the desk itself       inbox/      what came     answers/   what is written back
blocking/   the page of spam      condition/  the page of health
uptake/     the page of consents
figures/    what a period's visits come to   visits/    the page of them
sharing/    the same behind a link   reports/    and by mail, once a month
letters/    answers by mail       search/     over what is open
register/   cards of people       permissions/ who may be contacted how
rights/     what people ask       marketing/  lists for it, and in unsubscribing/ their end
confirming/ what a ticked box waits for
exchange/   cards from files      backups/    and what must not come back
duties/     what the law has us write down
informing/  who has to be told that their data came from elsewhere
consent/    the record of what visitors chose
charts/     pictures of numbers       counts/    the sums of visits
imports/    figures of other programs demo/      invented ones
folding/    the log that visits are counted from

config.py, side.py, clock.py, secret.py, layout.py   what a process is told and finds
db.py, schema/, writer.py, migrations/               the database, and the one thread that writes to it
gate.py, turnstile.py, origin.py, inmemory.py        whether a post is taken, how many at once, and where
pages.py, static.py, headers.py, errors.py, plain.py, health.py, templates/   how every answer looks
keeping.py, janitor.py, sweeper.py                   until when, and what goes then
chores.py, mailroom.py, notices.py, published.py     what happens between requests
commands.py, serve.py                                flask …
"""

import os
import time
from collections.abc import Callable
from functools import partial

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from formhandler import (
    choices,
    clock,
    commands,
    consent,
    contact,
    counts,
    demo,
    errors,
    folding,
    headers,
    health,
    imports,
    inbox,
    owner,
    pages,
    plain,
    reports,
    secret,
    sharing,
    static,
    unsubscribing,
)
from formhandler.backups import commands as backups
from formhandler.config import Config
from formhandler.confirming import views as confirming
from formhandler.counts import commands as counting
from formhandler.db import connect, reader
from formhandler.exchange import commands as exchange
from formhandler.gate import Gate
from formhandler.inmemory import InMemory
from formhandler.receipts import views as receipts
from formhandler.side import Side
from formhandler.vault import commands as vault
from formhandler.writer import Writer
from record import load

#: What each side answers. The rest (settings, database, errors, headers) is the same on both.
PARTS = {
    Side.PUBLIC: (health, contact, receipts, choices, sharing, unsubscribing, confirming, static, counts),
    Side.OWNER: (owner,),
    Side.BOTH: (
        health,
        contact,
        receipts,
        choices,
        sharing,
        unsubscribing,
        confirming,
        owner,
        static,
        counts,
    ),
}


def create_app(
    config: Config | None = None, side: Side = Side.BOTH, *, now: Callable[[], float] = time.time
) -> Flask:
    """
    Build the app from *config*, or from the environment.

    Args:
        side: PUBLIC takes messages and has no page that opens one; OWNER has the owner's pages alone; BOTH is
            one process for a laptop, and what the commands run in.
        now: Tells seconds UTC since 1970 to what counts visits.
    Raises:
        ConfigError: A setting cannot be used.
        RecordError: The record is broken; the text lists every fault.
    """
    config = config or Config.from_environ(os.environ)
    record = load(config.record, today=clock.day(clock.utcnow()))
    app = Flask(__name__, static_folder=None)
    app.request_class = InMemory
    app.secret_key = app.extensions["secret"] = secret.load(config.data)
    app.config.from_mapping(MAX_CONTENT_LENGTH=64 * 1024, WTF_CSRF_CHECK_DEFAULT=False)
    app.extensions["config"], app.extensions["record"] = config, record
    app.extensions["engine"] = engine = connect(config.database_url)
    app.extensions["writer"] = Writer(engine)
    app.extensions["reader"] = reader(config.database_url)
    app.extensions["gate"] = Gate(config.data, engine, partial(pages.check_same, config.site, record))
    app.extensions["side"], app.extensions["clock"] = side, now
    app.extensions["memories"] = []  # what chores.py makes forget the day that has passed
    for part in (pages, errors, *PARTS[side], headers):
        part.init_app(app, config, record)
    speaking = (commands, vault, backups, inbox, exchange, consent, counting, folding, imports, demo, reports)
    for part in speaking:
        part.register(app, config, record)
    plain.speak(app, config.words(record))
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way to wrap an app
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    return app
