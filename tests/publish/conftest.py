"""A built site to publish, folders to publish it to, and a real ssh server on this machine."""

import getpass
import os
import random
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.target import Target
from tests.server import free_port

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
BIG = 2_000_000  # bytes: more than any buffer on the way, so an upload can be cut in its middle

StartSshd = Callable[..., str]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small built site; its page, a name that is not ASCII, and a file that takes a while."""
    site = tmp_path / "built site"
    (site / "yhteys").mkdir(parents=True)
    (site / "index.html").write_text("first")
    (site / "yhteys" / "käynti ohje.html").write_text("directions")
    (site / "picture.bin").write_bytes(random.Random(1).randbytes(BIG))
    return site


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The folder that the web server's folder stands in."""
    there = tmp_path / "web server"
    there.mkdir()
    return there / "my site"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key for the server and one for its user, made for this run alone."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("host", "user"):
        command = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name)
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder


@pytest.fixture
def start_sshd(keys: Path, tmp_path: Path) -> Iterator[StartSshd]:
    """
    Start an ssh server on a free port of 127.0.0.1; returns the ssh command that reaches it.

    With *instead*, a shell script, the server runs that in place of each command it is sent; the command
    is in SSH_ORIGINAL_COMMAND. So a test can have a real server that breaks down half-way.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start(instead: str = "") -> str:
        port = free_port()
        config = tmp_path / f"sshd-{port}"
        config.write_text(_config(port, keys, config.with_suffix(".sh") if instead else None))
        config.with_suffix(".sh").write_text(instead)
        started.append(subprocess.Popen((_sshd(), "-D", "-e", "-f", config)))
        _wait_for(port)
        return _ssh(port, keys)

    yield start
    for server in started:
        server.terminate()
        server.wait(60)


@pytest.fixture
def local(there: Path) -> Target:
    return Target.parse(str(there))


@pytest.fixture
def over_ssh(start_sshd: StartSshd, there: Path) -> Target:
    return Target.parse(f"{getpass.getuser()}@127.0.0.1:{there}", start_sshd())


@pytest.fixture(params=["local", "over_ssh"])
def target(request: pytest.FixtureRequest, there: Path) -> Target:
    """Each of the two kinds of target in turn, both ending in the folder *there*."""
    return request.getfixturevalue(request.param)


def _config(port: int, keys: Path, instead: Path | None) -> str:
    lines = [
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f"HostKey {keys}/host",
        f"AuthorizedKeysFile {keys}/user.pub",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "UsePAM no",
        "StrictModes no",  # the test's folders lie under one that everybody may write in
        "PidFile none",
        "LogLevel ERROR",
    ]
    if instead:
        lines.append(f"ForceCommand sh {shlex.quote(str(instead))}")
    return "\n".join(lines) + "\n"


def _ssh(port: int, keys: Path) -> str:
    known = keys / f"known-{port}"
    known.write_text(f"[127.0.0.1]:{port} {(keys / 'host.pub').read_text()}")
    options = (
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "StrictHostKeyChecking=yes",
        f"UserKnownHostsFile={known}",
    )
    words = [word for option in options for word in ("-o", option)]
    return shlex.join(("ssh", "-F", "none", "-p", str(port), "-i", str(keys / "user"), *words))


def _sshd() -> str:
    if os.geteuid() == 0:  # a system that boots makes it; a container does not
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    found = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert found, "no sshd: make test installs it, or says what to install"
    return found  # it insists on being started by its whole path


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 60):
                return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "sshd did not start; it says why above"
            time.sleep(0.02)
