"""One publish at a time: a folder at the target that only one publisher can make."""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from publish.target import PublishError, Target

STALE_MINUTES = 120  # no small site takes two hours; by the target's own clock

_TAKE = """
cd -- "$root"
if ! mkdir .publish-lock 2>/dev/null; then
  if [ -d .publish-lock ]; then
    old=$(find .publish-lock -maxdepth 0 -mmin "+$minutes" 2>/dev/null || true)
    echo "held ${old:+stale }$(cat .publish-lock/holder 2>/dev/null)"
    exit
  fi
  mkdir .publish-lock
fi
printf '%s' "$holder" > .publish-lock/holder || { rm -rf .publish-lock; exit 1; }
echo taken
"""
_BREAK = """
cd -- "$root"
[ "$(cat .publish-lock/holder 2>/dev/null)" != "$holder" ] || rm -rf .publish-lock
"""


@contextmanager
def hold(target: Target) -> Iterator[str]:
    """
    Keep other publishers out; yields the holder's name, which the last step checks again.

    A lock whose publisher died is taken over: at once when it ran on this machine and its process is gone,
    otherwise after STALE_MINUTES.

    Raises:
        PublishError: Another publish is running.
    """
    holder = f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(8)}"
    _take(target, holder)
    try:
        yield holder
    finally:
        _let_go(target, holder)


def _take(target: Target, holder: str) -> None:
    for _ in range(2):
        answer = _answer(target, holder)
        if answer == "taken":
            return
        other = answer.removeprefix("held ")
        stale = other.startswith("stale ")
        other = other.removeprefix("stale ")
        if not stale and not _died_here(other):
            break
        target.run(_BREAK, holder=other)
    raise PublishError(
        f"{target}: another publish is running ({_describe(other)}). Wait for it to end.\n"
        f"If you know that it is dead, remove {target.path}/.publish-lock and publish again; "
        f"after {STALE_MINUTES} minutes that happens by itself."
    )


def _answer(target: Target, holder: str) -> str:
    lines = target.run(_TAKE, holder=holder, minutes=str(STALE_MINUTES))
    # A login script at the other end may print lines of its own before ours.
    if ours := [line for line in lines if line == "taken" or line.startswith("held ")]:
        return ours[-1]
    _let_go(target, holder)  # it may have been taken all the same
    found = f'"{lines[-1]}"' if lines else "nothing"
    raise PublishError(
        f'{target}: asked for the lock, it answered {found}, where "taken" or "held" was to stand alone.\n'
        "Let no login script there print anything when ssh runs a command, then publish again."
    )


def _let_go(target: Target, holder: str) -> None:
    try:
        target.run(_BREAK, holder=holder)
    except PublishError as error:
        print(
            f"publish: the lock could not be removed; the next publish will do it.\n{error}", file=sys.stderr
        )


def _died_here(holder: str) -> bool:
    match holder.split():
        case [host, pid, _] if host == socket.gethostname() and pid.isdecimal():
            return not _alive(int(pid))
    return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _describe(holder: str) -> str:
    match holder.split():
        case [host, pid, _]:
            return f"process {pid} on {host}"
    return "just starting"
