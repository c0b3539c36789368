"""
Programs that write through a Writer and come to grief: run by test_writer.py in processes of their own.

    python -m tests.formhandler.writing killed|forked|limited ADDRESS
"""

import os
import resource
import sys
import threading

from sqlalchemy import Connection, insert

from formhandler import db
from formhandler.schema import outbox
from formhandler.writer import Unavailable, Writer


def say(word: object) -> None:
    """One line, in one system call: it is out whole, or not at all."""
    os.write(1, f"{word}\n".encode())


def write(writer: Writer, number: int) -> None:
    """Write one row, and say its number when the writer said that it is kept."""

    def job(connection: Connection) -> None:
        connection.execute(insert(outbox).values(kind="notice", created_at=number, due_at=0))

    writer.submit(job)
    say(number)


def killed(address: str) -> None:
    """Ten times: a child that writes from eight threads until somebody kills it."""
    for life in range(10):
        if (child := os.fork()) == 0:
            writer = Writer(db.connect(address))
            say(f"child {os.getpid()}")
            for thread in range(8):
                first = (life * 8 + thread) * 1_000_000
                threading.Thread(target=_write_for_ever, args=(writer, first)).start()
            threading.Event().wait()
        os.waitpid(child, 0)
        say("gone")


def _write_for_ever(writer: Writer, first: int) -> None:
    for number in range(first, first + 1_000_000):
        write(writer, number)


def forked(address: str) -> None:
    """A process that has written forks; both write on, and neither disturbs the other."""
    writer = Writer(db.connect(address))
    write(writer, 1)
    if (child := os.fork()) == 0:
        write(writer, 2)
        writer.close()
        os._exit(0)
    write(writer, 3)
    _, status = os.waitpid(child, 0)
    write(writer, 4)
    writer.close()
    sys.exit(os.waitstatus_to_exitcode(status))


def limited(address: str) -> None:
    """The files may not grow further, as on a full disk; when they may again, writing goes on."""
    writer = Writer(db.connect(address))
    write(writer, 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, resource.RLIM_INFINITY))
    number = 1
    try:
        for number in range(1, 10_000):
            write(writer, number)
    except Unavailable as error:
        print(error, file=sys.stderr)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    write(writer, number + 10_000)
    writer.close()


if __name__ == "__main__":
    {"killed": killed, "forked": forked, "limited": limited}[sys.argv[1]](sys.argv[2])
