"""
Killing a server that counts, at moments that nobody chose.

Each view has a source of its own, so that afterwards each can be looked for: one that was answered must be
there once, one that was on its way once or not at all. Used by test_killed.py and by the bench.
"""

import random
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException

from formhandler import clock, db
from formhandler.config import Config
from formhandler.counts import dims, reading
from tests.server import Server

THREADS = 8
#: So many views can be told apart: as many keys as a record may keep.
MOST = 2_000
#: Sends one view whose source is the host that it is given, and returns when it was answered.
Send = Callable[[HTTPConnection, str], None]


@dataclass
class Sent:
    """What was asked of the server, and what it answered, over all its lives."""

    begun: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)


def lives(server: Server, send: Send, kills: int, chance: random.Random) -> Sent:
    """Start the server, ask it from many threads and kill it, *kills* times; no server runs afterwards."""
    sent = Sent()
    for life in range(kills):
        server.start()
        enough = len(sent.answered) + chance.randrange(20, MOST // kills - 2 * THREADS)
        killed, reached = threading.Event(), threading.Event()
        threads = [
            threading.Thread(target=_ask, args=(server, send, sent, f"{life}-{n}", enough, reached, killed))
            for n in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        answers = reached.wait(120)
        server.kill()
        killed.set()
        for thread in threads:
            thread.join()
        assert answers, "the server does not answer"
    return sent


def _ask(
    server: Server,
    send: Send,
    sent: Sent,
    name: str,
    enough: int,
    reached: threading.Event,
    killed: threading.Event,
) -> None:
    """Ask, one after the other, until the server is gone."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    number = 0
    while not killed.is_set() and len(sent.begun) < MOST - THREADS:
        host = f"n{name}-{number}.example"
        number += 1
        sent.begun.append(host)
        try:
            send(connection, host)
        except (OSError, HTTPException):
            break
        sent.answered.append(host)
        if len(sent.answered) >= enough:
            reached.set()
    connection.close()


def wrong(server: Server, sent: Sent) -> dict[str, int]:
    """How many answered views were lost, and how many of all were counted twice or never asked for."""
    found = sources(server)
    return {
        "lost": sum(found.get(host, 0) < 1 for host in sent.answered),
        "doubled": sum(n > 1 for n in found.values()),
        "invented": len(found.keys() - set(sent.begun)),
    }


def sources(server: Server) -> dict[str, int]:
    """Host → arrivals from there, of today and yesterday."""
    engine = db.reader(Config.from_environ(server.env).database_url)
    today = clock.day(clock.utcnow())
    with closing(engine.connect()) as connection:
        found = reading.sums(connection, dims.SOURCE, today - timedelta(days=1), today)
    engine.dispose()
    return found
