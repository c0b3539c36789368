"""A real IMAP server for the tests: Dovecot, as an ordinary user, over a folder that tests lay mail into."""

import grp
import mailbox
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from formhandler.mail.imap import ImapConfig
from tests.server import free_port

DOVECOT = "/usr/sbin/dovecot"
ROOT = os.geteuid() == 0
USER, PASSWORD = "tietosuoja@example.fi", 'sala "sana\\'

# Every service as the one user, none in a jail: both need root (doc.dovecot.org, "Rootless installation").
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
"""


class ImapServer:
    """Started on entering, stopped on leaving."""

    def __init__(self, certificate: Path) -> None:
        """*certificate*: a PEM file for 127.0.0.1 with its key."""
        self.folder = Path(tempfile.mkdtemp(prefix="imap-"))
        # Dovecot serves no mail of root's.
        uid = pwd.getpwnam("nobody").pw_uid if ROOT else os.geteuid()
        self.user = pwd.getpwuid(uid)
        self.group = grp.getgrgid(self.user.pw_gid).gr_name
        self.plain, self.tls = free_port(), free_port()
        self.certificate = certificate

    def __enter__(self) -> Self:
        mailbox.Maildir(self.folder / "mail", create=True)
        (self.folder / "run").mkdir()
        shutil.copy(self.certificate, self.folder / "server.pem")
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        (self.folder / "dovecot.conf").write_text(
            CONFIGURATION.format(
                folder=self.folder,
                user=self.user.pw_name,
                group=self.group,
                uid=self.user.pw_uid,
                plain=self.plain,
                tls=self.tls,
            )
        )
        self._give_away()
        self.process = subprocess.Popen(
            (DOVECOT, "-F", "-c", self.folder / "dovecot.conf"),
            **self._as,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        _, said = self.process.communicate(timeout=60)
        shutil.rmtree(self.folder)
        assert not said, said

    @property
    def url(self) -> str:
        """By TLS from the start, with the password percent-encoded."""
        return self.at(f"imaps://{{}}@127.0.0.1:{self.tls}?ca={self.certificate}&timeout=30")

    @property
    def starttls_url(self) -> str:
        return self.at(f"imap://{{}}@127.0.0.1:{self.plain}?ca={self.certificate}&timeout=30")

    @property
    def config(self) -> ImapConfig:
        return ImapConfig.from_url(self.url)

    def at(self, address: str) -> str:
        """*address* with the user and password where {} stands."""
        return address.format("tietosuoja%40example.fi:sala%20%22sana%5C")

    def deliver(self, mail: EmailMessage | bytes, *, at: datetime) -> None:
        """Lay *mail* into the inbox, as a mail server does, so that it arrived *at* that moment."""
        key = self._maildir.add(bytes(mail))
        [path] = (self.folder / "mail").rglob(f"{key}*")
        # Dovecot takes the file's time for it.
        os.utime(path, (at.timestamp(), at.timestamp()))
        self._give_away()

    def empty(self) -> None:
        for key in self._maildir.iterkeys():  # iterating alone gives the mails
            self._maildir.remove(key)

    def mails(self) -> list[mailbox.MaildirMessage]:
        """What lies in the inbox, the oldest first, with its flags: S for seen, T for deleted."""
        return sorted(self._maildir, key=lambda mail: mail.get_date())

    @property
    def _maildir(self) -> mailbox.Maildir:
        return mailbox.Maildir(self.folder / "mail", create=False)

    @property
    def _as(self) -> dict[str, Any]:
        """For subprocess: whose the server is."""
        return {"user": self.user.pw_name, "group": self.group, "extra_groups": []} if ROOT else {}

    def _give_away(self) -> None:
        if ROOT:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, self.user.pw_name, self.group)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while not (_listens(self.plain) and _listens(self.tls)):
            assert self.process.poll() is None and time.monotonic() < deadline, self._log()
            time.sleep(0.02)

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else "no log"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
