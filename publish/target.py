"""Where a site is published to: read from PUBLISH_TO and PUBLISH_SSH, and commands run there."""

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# A name never begins with a hyphen: ssh would take it for an option.
_REMOTE = re.compile(r"(?P<host>(?:\w[\w.-]*@)?(?:\w[\w.-]*|\[[0-9A-Fa-f:.]+\])):(?P<path>[^:].*)", re.ASCII)
_HOW = "write a folder (/srv/www/site) or a folder over ssh (user@host:/srv/www/site)"

# Refuse rather than ask, so that a publish from a timer cannot hang; and notice a dead line within a minute.
# Options in PUBLISH_SSH come first and win.
_SSH_OPTIONS = (
    ("-o", "BatchMode=yes"),
    ("-o", "ConnectTimeout=20"),
    ("-o", "ServerAliveInterval=15"),
    ("-o", "ServerAliveCountMax=4"),
)


class PublishError(Exception):
    """Why nothing was published: what happened, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A folder that holds the releases: on this machine, or on a host that ssh reaches."""

    host: str  # "" on this machine, otherwise "host" or "user@host"
    path: str  # absolute, no slash at the end
    ssh: tuple[str, ...] = ("ssh",)  # the command with its options, for a port or a key

    @classmethod
    def parse(cls, to: str, ssh: str = "") -> Self:
        """Read PUBLISH_TO and PUBLISH_SSH; raises PublishError for what is no safe place to publish to."""
        if not to.strip():
            raise PublishError(f"PUBLISH_TO is empty; {_HOW}: make publish PUBLISH_TO=/srv/www/site")
        if not to.isprintable():
            raise PublishError(f"PUBLISH_TO is {to!r}, which holds a line break or control character; {_HOW}")
        if "://" in to:
            raise PublishError(f'PUBLISH_TO is "{to}", a web address; {_HOW}')
        if ":" not in to.partition("/")[0]:
            return cls(host="", path=_folder(to, str(Path(to).expanduser().absolute())))
        if not (remote := _REMOTE.fullmatch(to)):
            raise PublishError(f'PUBLISH_TO is "{to}", which names no host and folder that ssh knows; {_HOW}')
        return cls(host=remote["host"], path=_folder(to, remote["path"]), ssh=_command(ssh))

    def __str__(self) -> str:
        return f"{self.host}:{self.path}" if self.host else self.path

    @property
    def rsync_options(self) -> tuple[str, ...]:
        return ("--rsh", shlex.join(self._ssh)) if self.host else ()

    @property
    def _ssh(self) -> tuple[str, ...]:
        return (*self.ssh, *(word for option in _SSH_OPTIONS for word in option))

    @property
    def login(self) -> tuple[str, ...]:
        """The command that logs in, as the owner types it."""
        return (*self.ssh, self._ssh_host)

    @property
    def _ssh_host(self) -> str:
        """The host as ssh wants it: rsync alone takes, and needs, brackets around IPv6."""
        return self.host.replace("[", "").replace("]", "")

    def run(self, script: str, **values: str) -> list[str]:
        """
        Run a shell script inside the folder and return the lines it printed.

        The script goes in by standard input with *values* as its variables, so nothing in a path is ever
        read by the login shell at the other end.

        Raises:
            PublishError: The script failed, or the host did not answer; it says what the other end said.
        """
        shell = (*self._ssh, self._ssh_host, "sh -s") if self.host else ("sh", "-s")
        given = "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
        text = f"set -eu\numask 022\nroot={shlex.quote(self.path)}\n{given}{script}\n"
        done = start(shell, text)
        if done.returncode:
            raise PublishError(f"{self}: {complaint(done)}\n{remedy(done, self)}")
        return done.stdout.splitlines()


def start(command: tuple[str, ...], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program to its end; raises PublishError if this machine has no such program."""
    try:
        return subprocess.run(
            command, input=text, capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError:
        raise PublishError(
            f"{command[0]} is not installed on this machine; install it and publish again"
        ) from None


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """What a failed program said, or its exit code when it said nothing."""
    return done.stderr.strip() or f"{done.args[0]} ended with exit code {done.returncode} and no message"


def remedy(done: subprocess.CompletedProcess[str], target: Target) -> str:
    """What the owner can do about a failed program."""
    said = done.stderr
    if "No space left" in said or "quota exceeded" in said or "File too large" in said:
        return "Make room at the target, then publish again."
    if "Host key verification failed" in said:
        return (
            f"Log in once by hand and compare the host's key with the provider's: {shlex.join(target.login)}"
        )
    if target.host and ("Permission denied (" in said or done.returncode == 255):
        return f"See that this works without a question, then publish again: {shlex.join(target.login)}"
    if "Permission denied" in said or "Read-only file system" in said:
        return f"Let the publishing user write in {target.path}, then publish again."
    return "Put right what is said above, then publish again."


def _folder(to: str, path: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not path.startswith("/"):
        raise PublishError(f'PUBLISH_TO is "{to}"; over ssh write the whole path, beginning with a slash')
    if ".." in parts:
        raise PublishError(f'PUBLISH_TO is "{to}"; write the path without ".."')
    if len(parts) < 2:
        raise PublishError(f'PUBLISH_TO is "{to}"; name a folder of the site\'s own, such as /srv/www/site')
    return "/" + "/".join(parts)


def _command(ssh: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(ssh)) or ("ssh",)
    except ValueError as error:
        raise PublishError(f"PUBLISH_SSH is {ssh!r}: {error}; write it as in: ssh -p 2222") from error
