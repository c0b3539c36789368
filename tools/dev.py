"""make dev: the site and the form handler, built and started anew whenever one of their files changes."""

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from types import FrameType

from watchfiles import watch

HANDLER = "formhandler"  # a change here needs no build
WATCHED = (HANDLER, "content", "theme", "texts", "record", "plugins", "pelicanconf.py", "app.py")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted; a build or a start that fails says why and waits for the next change."""
    parser = argparse.ArgumentParser(prog="python -m tools.dev", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args(argv).port
    stopped = _until_interrupted()
    server = _start(port) if _build() else None
    try:
        # The watcher looks at `stopped` this often; its own default of five seconds feels stuck.
        for changes in watch(*_present(), stop_event=stopped, rust_timeout=500, raise_interrupt=False):
            names = sorted({str(Path(path).relative_to(Path.cwd())) for _, path in changes})
            print(f"Changed: {', '.join(names)}", file=sys.stderr)
            if all(name.startswith(f"{HANDLER}/") for name in names) or _build():
                # Always anew: the handler reads the record, the texts and the list of built files once.
                _stop(server)
                server = _start(port)
    finally:
        _stop(server)
    return 0


def _until_interrupted() -> Event:
    stopped = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return stopped


def _present() -> list[Path]:
    return [path for name in WATCHED if (path := Path(name).absolute()).exists()]


def _build() -> bool:
    return (
        subprocess.run((sys.executable, "-m", "plugins.build"), stdout=sys.stderr, check=False).returncode
        == 0
    )


def _start(port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen((sys.executable, "-m", "flask", "serve", "--prepare", "--port", str(port)))


def _stop(server: subprocess.Popen[bytes] | None) -> None:
    if server is None:
        return
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
