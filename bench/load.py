"""Load from wrk, and the limit beside it: what nginx does on the same machine, in the same run."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.server import free_port

CONNECTIONS = 64
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; return 204; }}
}}
"""


class Measured:
    """What wrk printed of one run."""

    def __init__(self, report: str) -> None:
        self.rate = float(found(r"Requests/sec:\s+([\d.]+)", report))
        self.requests = int(found(r"(\d+) requests in", report))
        self.p99 = float(found(r"99%\s+([\d.]+)", report)) * MILLISECONDS[found(r"99%\s+[\d.]+(\w+)", report)]
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
        self.refused = int(refused[1]) if refused else 0


def found(pattern: str, text: str) -> str:
    """The first group of *pattern*, which must be there."""
    match = re.search(pattern, text)
    if not match:
        sys.exit(f"nothing matches {pattern!r} in:\n{text}")
    return match[1]


def need(*programs: str) -> None:
    """Say which program is missing, and end."""
    for program in programs:
        if not shutil.which(program):
            sys.exit(f"{program} is missing; on Debian: apt-get install {program}")


def wrk(
    url: str, seconds: int, script: Path | None = None, headers: Mapping[str, str] = MappingProxyType({})
) -> Measured:
    """Load *url* for *seconds* from two threads."""
    command = ["wrk", "--threads", "2", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    command += [word for name, value in headers.items() for word in ("--header", f"{name}: {value}")]
    command += ["--latency", *(["--script", str(script)] if script else []), url]
    return Measured(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """The limit: a web server that says 204 to everything."""
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)
