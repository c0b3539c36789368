"""
Killing a server at random moments while views come in, and holding what it kept against what it had answered.

Each of some clients opens a page of its own, over and over. Of a page that was answered the view has to be
kept; of the one that was under way when the server died it may have been, as nobody was told; and no more.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

from tests.server import Server

Send = Callable[[HTTPConnection, str], HTTPResponse]


@dataclass(slots=True)
class Client:
    """Somebody who opens one page, and counts what was answered."""

    page: str
    answered: int = 0
    unknown: int = 0  # sent, and not answered before the server died
    refused: int = 0
    kept: int = 0  # views of the page in the sums, when last looked


@dataclass(slots=True)
class Tally:
    """What came of some kills."""

    kills: int = 0
    answered: int = 0
    refused: int = 0
    lost: int = 0  # answered, but not kept
    doubled: int = 0  # kept, but neither answered nor under way
    surplus: int = 0  # kept, but not answered: allowed


def killed(
    server: Server,
    send: Send,
    kept: Callable[[], dict[str, int]],
    pages: Sequence[str],
    kills: int,
    seed: int,
) -> Tally:
    """
    Start *server*, open *pages* with a client each, kill it, look; so many times.

    Args:
        send: makes the request for one view of a page; its answer, below 400, is the acknowledgement.
        kept: the views of each page that the database holds; asked while the server is dead.
    """
    chance = random.Random(seed)
    clients = [Client(page) for page in pages]
    tally = Tally()
    for _ in range(kills):
        server.start()
        _until_killed(server, send, clients, chance.uniform(0.05, 0.5))
        _look(clients, kept(), tally)
    return tally


def _until_killed(server: Server, send: Send, clients: list[Client], seconds: float) -> None:
    threads = [threading.Thread(target=_open, args=(server.port, send, client)) for client in clients]
    for thread in threads:
        thread.start()
    before = sum(client.answered for client in clients)
    while sum(client.answered for client in clients) == before and any(t.is_alive() for t in threads):
        time.sleep(0.001)  # the first answers may take a while; a kill before them would show nothing
    time.sleep(seconds)
    server.kill()
    for thread in threads:
        thread.join()


def _open(port: int, send: Send, client: Client) -> None:
    """Until the server is gone."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    with suppress(OSError, HTTPException):
        while True:
            client.unknown = 1
            answer = send(connection, client.page)
            answer.read()
            client.unknown = 0
            if answer.status < 400:
                client.answered += 1
            else:
                client.refused += 1
    connection.close()


def _look(clients: list[Client], kept: dict[str, int], tally: Tally) -> None:
    """Per page, as nothing else tells which view is missing."""
    tally.kills += 1
    tally.answered += sum(client.answered for client in clients)
    tally.refused += sum(client.refused for client in clients)
    for client in clients:
        new = kept.get(client.page, 0) - client.kept
        tally.lost += max(0, client.answered - new)
        tally.doubled += max(0, new - client.answered - client.unknown)
        tally.surplus += max(0, new - client.answered)
        client.kept, client.answered, client.refused, client.unknown = kept.get(client.page, 0), 0, 0, 0
