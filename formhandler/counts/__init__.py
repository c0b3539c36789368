"""
The sums of visits: added to, read and erased. Nothing here can hold an address or a browser's name.

sums.py      what a batch comes to, added up in memory;  dims.py the dimensions
store.py     all SQL that changes the sums;              reading.py what is asked of them
batch.py     many threads' views in one job of the writer
wishes.py    what a request says of being counted;       forms.py a form that was sent
keeping.py   until when the sums are kept
"""

from flask import Flask

from formhandler.config import Config
from formhandler.counts.batch import Batch
from record import Record


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Where views go, for every way of counting that this process serves."""
    if record.counting.on:
        app.extensions["counts"] = Batch(app.extensions["writer"], record.counting.keys)
