"""
The sums of visits: added to, read and erased. Nothing here can hold an address or a browser's name.

sums.py      what a batch comes to, added up in memory;  dims.py the dimensions
store.py     all SQL that changes the sums;              reading.py what is asked of them
batch.py     many threads' views in one job of the writer
server.py    views counted from the page requests;      known.py the site they are judged by
beacon.py    views that the pages' own script tells of;  forms.py a form that was sent
wishes.py    what a request says of being counted
keeping.py   until when the sums are kept;               commands.py flask counts
"""

import time
from functools import cache, partial

from flask import Flask

from formhandler.config import Config
from formhandler.counts.batch import Batch
from formhandler.counts.beacon import Beacon
from formhandler.counts.known import Known
from formhandler.counts.server import Server
from formhandler.static import OWNERS
from record import Record
from record.ways import LOG, SERVER


def init_app(app: Flask, config: Config, record: Record) -> None:
    """
    Where views go, for every way of counting that this process serves.

    Where they are counted from the web server's log, the handler counts the pages that it answers itself.
    """
    if not record.counting.on:
        return
    clock = app.extensions.setdefault("clock", time.time)
    app.extensions["counts"] = batch = Batch(app.extensions["writer"], record.counting.keys)
    app.extensions["known"] = known = Known(config.site, record, named=cache(partial(_named, app)))
    if record.counting.mode in (SERVER, LOG):
        app.wsgi_app = Server(  # type: ignore[method-assign]  # Flask's documented way to wrap an app
            app.wsgi_app, known, batch, record.choice_cookie.name, clock=clock
        )
    if record.counting.scripted:
        app.wsgi_app = Beacon(app.wsgi_app, known, batch, record, clock=clock)  # type: ignore[method-assign]


def _named(app: Flask) -> list[str]:
    """How the addresses begin that go on with a name, whichever part of the handler they are of."""
    starts = {rule.rule.partition("<") for rule in app.url_map.iter_rules()}
    return sorted({start for start, variable, _ in starts if variable and start != "/"} | {OWNERS})
