"""
One thread writes: it commits what waits as one group and only then lets the callers go.

A commit per request costs one disk sync each; a group shares it (twice the messages a
second on a fast disk, thirteen times where a sync takes 5 ms), and several writing
connections would only fight for SQLite's lock. An answer that was given is on the disk.
"""

import os
import threading
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from formhandler.db import WRITING

T = TypeVar("T")

# Primary result codes of SQLite that say "not now" rather than "not like this" (sqlite.org/rescode.html).
SQLITE_NOT_NOW = {
    5: "locked by another program",  # BUSY
    6: "locked by another program",  # LOCKED
    8: "read-only",  # READONLY
    10: "failing to read or write its disk",  # IOERR; a quota or file size limit looks like this
    11: "damaged",  # CORRUPT
    13: "out of disk space",  # FULL
    14: "impossible to open",  # CANTOPEN
    26: "not a database file",  # NOTADB
}
# SQLSTATE classes that say the same: connection, resources, operator, system (PostgreSQL manual, App. A).
POSTGRES_NOT_NOW = ("08", "53", "57", "58")
POSTGRES_LOCKED = ("55P03", "40001", "40P01")

_left_to_the_parent: list[object] = []


class Unavailable(Exception):
    """The database cannot be written now and nothing of the job was kept: answer 503, keep the text."""


class Busy(Unavailable):
    """More writes wait than the writer takes on; it passes within seconds. Answer 503."""


@dataclass(slots=True)
class _Task:
    job: Callable[[Connection], Any]
    future: "Future[Any]" = field(default_factory=Future)


class Writer:
    """
    The only way to write to the database.

    The thread and its connection start with the first job, so a server may fork after
    making the app. Jobs are functions of a connection, inside a transaction that the
    writer begins and commits. A job may run twice (once in a group that failed, once
    alone), so it changes nothing but the database.
    """

    def __init__(self, engine: Engine, *, limit: int = 1000) -> None:
        """*limit*: the most jobs in one transaction, and the most that may wait (1,000: about 0.2 s)."""
        self._engine = engine
        self._limit = limit
        self._queue: deque[_Task] = deque()
        self._awake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        self._closed = False
        known = weakref.ref(self)

        def forget_parent() -> None:
            if (writer := known()) is not None:
                _left_to_the_parent.append(writer._connection)
                writer._start_over()

        os.register_at_fork(after_in_child=forget_parent)

    def submit(self, job: Callable[[Connection], T]) -> T:
        """
        Run *job* and return what it returned, once the transaction it ran in is on the disk.

        Raises:
            Busy: the queue is full, or the writer was closed.
            Unavailable: disk full, database locked or gone; the next job finds out anew.
            Exception: whatever the job itself raised; the other jobs of its group are not touched.
        """
        return self.put(job).result()

    def put(self, job: Callable[[Connection], T]) -> "Future[T]":
        """
        Hand *job* in and return at once; the future has what `submit` returns or raises.

        Raises Busy as `submit` does.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a job may not submit another job: it would wait for itself")
        task = _Task(job)
        with self._awake:
            if self._closed:
                raise Busy("the writer is closed: the handler is shutting down")
            if len(self._queue) >= self._limit:
                raise Busy(f"{self._limit} writes wait already")
            self._queue.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._awake.notify()
        return task.future

    @property
    def waiting(self) -> int:
        """How many jobs wait for the next group; the one being written is not counted."""
        return len(self._queue)

    def close(self) -> None:
        """Commit what waits, then stop. Jobs submitted later are refused."""
        with self._awake:
            self._closed = True
            self._awake.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _start_over(self) -> None:
        """In a forked child: what waited is the parent's to write, and the parent may hold the lock."""
        self._queue = deque()
        self._awake = threading.Condition()
        self._thread = None
        self._connection = None

    def _run(self) -> None:
        while tasks := self._next_tasks():
            self._write(tasks)
        self._hang_up()

    def _next_tasks(self) -> Sequence[_Task]:
        """Wait for work; an empty answer means that the writer was closed and has done everything."""
        with self._awake:
            self._awake.wait_for(lambda: self._queue or self._closed)
            return [self._queue.popleft() for _ in range(min(len(self._queue), self._limit))]

    def _write(self, tasks: Sequence[_Task]) -> None:
        try:
            results = self._transaction(tasks)
        except Unavailable as error:
            for task in tasks:
                task.future.set_exception(error)
        except BaseException as error:  # what a job raises is its caller's; here it would end the thread
            if len(tasks) == 1:
                tasks[0].future.set_exception(error)
            else:
                self._write_one_by_one(tasks)
        else:
            for task, result in zip(tasks, results, strict=True):
                task.future.set_result(result)

    def _write_one_by_one(self, tasks: Sequence[_Task]) -> None:
        for task in tasks:
            self._write([task])

    def _transaction(self, tasks: Sequence[_Task]) -> list[Any]:
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(**WRITING)
            with self._connection.begin():
                return [task.job(self._connection) for task in tasks]
        except DBAPIError as error:
            if reason := _not_now(error):
                self._hang_up()
                raise Unavailable(f"the database is {reason}") from error
            raise

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _not_now(error: DBAPIError) -> str | None:
    """Why the database cannot be written at the moment, or None if the statement itself is at fault."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE_NOT_NOW.get(code & 0xFF)  # the upper bits hold details
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or (state is None and type(error.orig).__name__ == "OperationalError"):
        return "not answering"
    if state is not None and (state.startswith(POSTGRES_NOT_NOW) or state in POSTGRES_LOCKED):
        return f"unable to write (PostgreSQL {state})"
    return None
