"""The systemd units: whole, hardened, and with commands and settings that there are."""

import ctypes
import itertools
import os
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from formhandler import create_app
from formhandler.config import Config
from tests.server import free_port
from tests.test_readme import commands

ROOT = Path(__file__).parents[1]
UNITS = {path.stem: path for path in sorted((ROOT / "deploy").glob("*.service"))}
PYTHON = "/opt/seloste/.venv/bin/python"
HARDENED = {
    "ProtectSystem": "strict",
    "ReadWritePaths": "/var/lib/seloste",
    "NoNewPrivileges": "yes",
    "PrivateTmp": "yes",
    "MemoryDenyWriteExecute": "yes",
    "CapabilityBoundingSet": "",
    "LimitCORE": "0",
    "MemorySwapMax": "0",
}
PR_SET_MDWE, REFUSE_EXEC_GAIN = 65, 1  # linux/prctl.h, from 6.3 on: what MemoryDenyWriteExecute asks for


def read(path: Path) -> dict[str, list[str]]:
    """What stands under [Service]; a setting may stand there several times."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals and name.isalpha(), f"{path.name}: {line}"
            if section == "[Service]":
                found.setdefault(name, []).append(value)
    return found


def environ(service: dict[str, list[str]]) -> dict[str, str]:
    return dict(setting.split("=", 1) for setting in service["Environment"])


#: The user of what has none of its own.
USERS = {"seloste-janitor": "seloste-public", "seloste-backup": "seloste-owner"}


def test_there_is_a_unit_for_each_side_and_for_what_counts_erases_and_backs_up():
    own = {"seloste-owner", "seloste-public", "seloste-counts"}
    assert set(UNITS) == own | set(USERS)


@pytest.mark.parametrize("name", UNITS)
class TestEachUnit:
    def test_runs_as_a_user_of_the_common_group(self, name):
        service = read(UNITS[name])

        user = USERS.get(name, name)
        assert (service["User"], service["Group"]) == ([user], ["seloste"])

    def test_is_hardened(self, name):
        service = read(UNITS[name])

        assert {key: service.get(key, ["not set"])[0] for key in HARDENED} == HARDENED

    def test_starts_a_command_that_there_is(self, name, tmp_path):
        settings = {"DATA": str(tmp_path), "RECORD": str(ROOT / "tests/example/record.toml")}
        python, _, flask, *command = shlex.split(read(UNITS[name])["ExecStart"][0])
        words = " ".join(itertools.takewhile(lambda word: not word.startswith("-"), command))

        assert (python, flask) == (PYTHON, "flask")
        assert f"flask {words}" in set(commands(create_app(Config.from_environ(settings)).cli))

    def test_sets_settings_that_there_are(self, name):
        settings = {field.upper() for field in Config.__dataclass_fields__}

        assert set(environ(read(UNITS[name]))) <= settings

    def test_is_what_systemd_understands(self, name, tmp_path):
        unit = tmp_path / f"{name}.service"
        unit.write_text(
            UNITS[name].read_text("utf-8").replace(PYTHON, "/bin/true")
        )  # not there before it is installed
        if shutil.which("systemd-analyze") is None:
            return  # `read` has judged its form above

        said = subprocess.run(
            ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60
        )

        assert [line for line in said.stderr.splitlines() if unit.name in line] == []


@pytest.mark.parametrize(("name", "at"), [("janitor", "00:20:00"), ("backup", "02:40:00")])
def test_what_is_done_every_night_is_done_after_a_night_that_was_missed(name, at):
    timer = set((ROOT / "deploy" / f"seloste-{name}.timer").read_text("utf-8").splitlines())

    assert {f"OnCalendar=*-*-* {at} Europe/Helsinki", "Persistent=true", "WantedBy=timers.target"} <= timer


def test_both_sides_work_on_the_same_data_at_different_ports():
    owner, public = read(UNITS["seloste-owner"]), read(UNITS["seloste-public"])

    assert environ(owner) == environ(public)
    assert owner["ExecStart"][0].split()[-1] != public["ExecStart"][0].split()[-1]


@pytest.mark.parametrize("name", ["seloste-public", "seloste-counts", "seloste-janitor"])
def test_what_only_writes_has_no_password_and_reaches_nobody(name):
    public = read(UNITS[name])

    assert "EnvironmentFile" not in public
    assert not {"MAIL_URL", "IMAP_URL", "DATABASE_URL"} & set(environ(public))
    assert (public["IPAddressDeny"], public["IPAddressAllow"]) == (["any"], ["localhost"])


@pytest.mark.parametrize("name", ["seloste-public", "seloste-counts", "seloste-janitor"])
def test_what_only_writes_does_not_even_see_what_opens(name):
    hidden = {path.rsplit("/", 1)[1] for path in read(UNITS[name])["InaccessiblePaths"]}

    assert hidden == {"slots", "managed.key", "outbox.key"}


def test_what_counts_visits_reads_the_logs_that_the_web_servers_write():
    """Where `make nginx`, `make caddy` and `make logrotate` say that they are."""
    counted = [word for word in read(UNITS["seloste-counts"])["ExecStart"][0].split() if "/log/" in word]

    for template in ("nginx.conf.jinja", "Caddyfile.jinja", "logrotate.jinja"):
        text = (ROOT / "deploy" / template).read_text("utf-8")
        assert [path for path in counted if f'"{path}"' in text or f"\n{path} {{" in text]


def test_the_server_needs_no_memory_that_is_both_written_and_run(tmp_path, site, record_file):
    """Before 6.3 the kernel knows no such promise; then this starts the server without it."""
    port = free_port()
    settings = {"DATA": str(tmp_path / "data"), "SITE": str(site), "RECORD": str(record_file)}
    command = [sys.executable, "-m", "flask", "serve", "--prepare", "--port", str(port)]

    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: ctypes.CDLL(None).prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0),
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == f"Serving on http://127.0.0.1:{port}/\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=30) as answer:
            assert answer.status == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
