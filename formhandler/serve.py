"""`flask serve`: the site and the handler in one process of many threads."""

import multiprocessing
import os
import socket
import sys
import threading
import time
from functools import partial
from http.client import HTTPConnection
from multiprocessing.connection import wait

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from formhandler.side import Side
from formhandler.vault.errors import VaultError

#: Requests answered at once. Each waits for its commit, so there are many more of them than cores.
THREADS = 32


def run(port: int, side: Side) -> None:
    """
    Serve on 127.0.0.1:*port* until a signal comes; the first line on standard output is the address.

    It is printed when the server has answered, so a script may rely on it. No other thread may run
    in this process by now: granian forks, and a lock that such a thread holds would stay held.
    """
    # No access log: the notice says which log data exist, and the handler writes none.
    Granian(
        target="formhandler.serve:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
        workers_kill_timeout=10,
    ).serve(target_loader=partial(application, port, side), wrap_loader=False)


def application(port: int, side: Side) -> Flask:
    """Make the app in the worker process; called by granian there."""
    from formhandler import chores, create_app

    app = create_app(side=side)
    chores.start(app)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threading.Thread(target=_announce, args=(app, port), daemon=True).start()
    return app


def free(port: int) -> bool:
    """Tell whether *port* of 127.0.0.1 can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _announce(app: Flask, port: int) -> None:
    while not _answers(port):
        time.sleep(0.05)
    print(f"Serving on http://127.0.0.1:{port}/", flush=True)
    if code := _set_up_code(app):
        print(f"Owner's side: http://127.0.0.1:{port}/hallinta/alku  set-up code: {code}", flush=True)


def _set_up_code(app: Flask) -> str | None:
    """What makes the first owner; None on the public side, and once there is one."""
    try:
        code: str | None = app.extensions["setup"].code if "setup" in app.extensions else None
    except VaultError:
        return None  # the vault is damaged: the page says so, and makes no owner
    return code


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status > 0  # 503: the form is closed; 404: the owner's side
    except OSError:
        return False
    finally:
        connection.close()


def _end_with_parent() -> None:
    """A parent that was killed can't stop its worker; the worker sees it go and gives the port back."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        print("The main process is gone; stopping.", file=sys.stderr)
        os._exit(1)
