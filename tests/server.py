"""The real server in a process of its own, as `make serve` starts it."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]


# Below those that Linux gives to whoever asks for any: between our look and our use nobody is given one.
PORTS = (10_000, 32_000)
_given: set[int] = set()  # to whom asked twice before listening once, the same could be given


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on; of pytest's processes side by side, each has its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = range(PORTS[0] + worker, PORTS[1], workers)
    while True:
        port = random.SystemRandom().choice(own)
        if port in _given:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port


def in_time(happened: Callable[[], bool]) -> None:
    """Wait until it has happened; after two minutes it should have."""
    until = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < until, "it did not happen in two minutes"
        time.sleep(0.1)


@dataclass
class Server:
    """One run of `flask serve`; what it prints lands in files beside its data."""

    data: Path
    site: Path
    record: Path
    logs: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        settings = {"DATA": self.data, "SITE": self.site, "RECORD": self.record, "LANG": "en_GB.UTF-8"}
        return {**os.environ, **{name: str(value) for name, value in settings.items()}, **self.environ}

    def start(self) -> str:
        """Start it and return the first line it prints."""
        self.logs.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "flask", "serve", "--prepare", "--port", str(self.port)]
        with (self.logs / "stderr.txt").open("ab") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
            )
        assert self.process.stdout is not None
        first = self.process.stdout.readline().decode()
        assert first == f"Serving on {self.url}/\n", (first, (self.logs / "stderr.txt").read_text())
        return first

    def stop(self) -> None:
        """End it as `systemctl stop` would, and wait until it is gone."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would: every process of it, at once."""
        self._end(signal.SIGKILL)

    def flask(self, *command: str) -> str:
        """Run one of the owner's commands on the same data and return what it printed."""
        result = subprocess.run(
            [sys.executable, "-m", "flask", *command],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def _end(self, number: signal.Signals) -> None:
        if number == signal.SIGKILL:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=120)
        with (self.logs / "stdout.txt").open("ab") as file:
            file.write(rest)
