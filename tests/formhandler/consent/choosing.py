"""
Programs that add to the consent record and come to grief: run by test_durable.py in processes of their own.

    python -m tests.formhandler.consent.choosing killed|limited ADDRESS
"""

import os
import resource
import sys
import threading

from formhandler import db
from formhandler.writer import Unavailable, Writer
from tests.formhandler.consent.made import add, event, id_of
from tests.formhandler.writing import say


def choose(writer: Writer, number: int) -> None:
    """Add one event that replaces the one before it, and say its number when it is kept."""
    add(writer, event(number, previous=id_of(number - 1)), submission=f"page-{number}")
    say(number)


def killed(address: str) -> None:
    """Three times: a child in which eight threads choose until somebody kills it."""
    for life in range(3):
        if (child := os.fork()) == 0:
            writer = Writer(db.connect(address))
            say(f"child {os.getpid()}")
            for thread in range(8):
                first = 1 + (life * 8 + thread) * 1_000_000
                threading.Thread(target=_choose_for_ever, args=(writer, first)).start()
            threading.Event().wait()
        os.waitpid(child, 0)
        say("gone")


def _choose_for_ever(writer: Writer, first: int) -> None:
    for number in range(first, first + 1_000_000):
        choose(writer, number)


def limited(address: str) -> None:
    """The files may not grow further, as on a full disk; when they may again, choosing goes on."""
    writer = Writer(db.connect(address))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
    number = 1
    try:
        for number in range(1, 10_000):
            choose(writer, number)
    except Unavailable as error:
        print(error, file=sys.stderr)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    choose(writer, number + 10_000)
    writer.close()


if __name__ == "__main__":
    {"killed": killed, "limited": limited}[sys.argv[1]](sys.argv[2])
