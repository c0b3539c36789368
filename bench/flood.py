"""
What a day of a million hosts that nobody knows and a million addresses that are not there does to the sums.

    python -m bench.flood [HOSTS]

Each arrival comes from a host of its own, and with it goes a request for a page of its own that is not there,
in batches of 64: as many as wait while one is written. The tables may not grow with it.

    counted  of both together a second, with every commit
    names    of hosts and of addresses that the day has afterwards: what the record allows (200), and the rest
    lost     what the sums do not have
    disk     megabytes of the database
    memory   megabytes that the process grew by
"""

import tempfile
import time
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, func, select

from bench.process import memory_alone
from bench.result import Result, alone, at_most, told
from counting.view import hour
from formhandler import db
from formhandler.counts import dims, store
from formhandler.schema import count_sum_day, metadata
from formhandler.writer import Writer
from tests.formhandler.counts.hostile import batches, strangers

HOSTS = 1_000_000
AT_ONCE = 64
KEYS = 200
NOON = hour(1_795_427_999)


def measure(hosts: int = HOSTS) -> list[Result]:
    """Count *hosts* arrivals and as many addresses without a page."""
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        file = Path(name) / db.FILE
        engine = db.connect(f"sqlite:///{file}")
        metadata.create_all(engine)
        writer = Writer(engine)
        before, began = memory_alone(), time.monotonic()
        for batch in batches(strangers(hosts, NOON), AT_ONCE):
            writer.submit(partial(store.add, counted=batch, most=KEYS))
        took, grown = time.monotonic() - began, memory_alone() - before
        writer.close()
        names, counted = _found(engine)
        engine.dispose()
        return [
            told("flood: counted", 2 * hosts / took, "/s"),
            at_most("flood: names", names, "", 2 * (KEYS + 1)),
            at_most("flood: lost", 2 * hosts - counted, "", 0),
            at_most("flood: disk", file.stat().st_size / 1_000_000, "MB", 1),
            at_most("flood: memory", grown, "MB", 20),
        ]


def _found(engine: Engine) -> tuple[int, int]:
    """How many names of hosts and addresses there are, and what they sum up to."""
    both = count_sum_day.c.dim.in_((dims.SOURCE, dims.MISSING))
    with engine.connect() as connection:
        names, counted = connection.execute(
            select(func.count(), func.sum(count_sum_day.c.n)).where(both)
        ).one()
    return int(names), int(counted)


if __name__ == "__main__":
    alone(measure, HOSTS)
