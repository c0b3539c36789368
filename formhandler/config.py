"""The handler's settings: read once from the environment, then passed on as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from email_validator import EmailNotValidError, validate_email

from formhandler import db
from formhandler.mail.imap import ImapConfig
from formhandler.mail.smtp import SmtpConfig
from record import Record
from texts import Translator, translator

#: A file of this name in DATA says that `flask counts demo` made the folder.
DEMO = "demo.txt"


class ConfigError(ValueError):
    """A setting that cannot be used; the text names it, what was found and what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """
    Every setting, with the default that `make serve` runs on.

    The names of the environment variables are the field names in capitals; README lists them.
    """

    data: Path  # DATA: every file the handler writes lies under it
    record: Path  # RECORD: the record of processing
    site: Path  # SITE: the site Pelican built; its page list and menus are read from it
    database_url: str = field(
        repr=False
    )  # may hold a password; DATABASE_URL: empty environment means SQLite under DATA
    mail_url: SmtpConfig | None  # MAIL_URL: None means that mail waits in the outbox
    mail_from: str  # MAIL_FROM: sender of the owner's notices; empty means the record's contact
    imap_url: ImapConfig | None  # IMAP_URL: None means that nobody looks for bounces and heartbeats
    mail_to: str  # MAIL_TO: their recipient; empty means the record's contact
    backups: Path | None  # BACKUPS: the folder the owner's backups are put in; None: nobody looks at them
    proxies: int  # PROXIES: how many of our own proxies stand in front (X-Forwarded-For)
    lang: str  # LANG: the language of the commands, "" when the environment names none of ours

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings; raises ConfigError for a value that cannot be used."""
        data = Path(environ.get("DATA") or "var").absolute()
        return cls(
            data=data,
            record=Path(environ.get("RECORD") or "content/record.toml").absolute(),
            site=Path(environ.get("SITE") or "output").absolute(),
            database_url=_database_url(environ.get("DATABASE_URL", ""), data),
            mail_url=_mail_url(environ.get("MAIL_URL", "")),
            mail_from=_address("MAIL_FROM", environ),
            imap_url=_imap_url(environ.get("IMAP_URL", "")),
            mail_to=_address("MAIL_TO", environ),
            backups=Path(environ["BACKUPS"]).absolute() if environ.get("BACKUPS") else None,
            proxies=_count("PROXIES", environ.get("PROXIES", "0")),
            lang=_lang(environ),
        )

    def words(self, record: Record) -> Translator:
        """The owner's language: what the terminal is set to, or the record's binding one."""
        return translator(self.lang or record.binding)

    @property
    def is_demo(self) -> bool:
        """Whether DATA holds the invented figures of `flask counts demo`."""
        return (self.data / DEMO).exists()

    def make_data_folder(self) -> None:
        """Make DATA, where it is missing, its owner's alone."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)


def _database_url(url: str, data: Path) -> str:
    return url or db.sqlite_url(data)


def _mail_url(url: str) -> SmtpConfig | None:
    try:
        return SmtpConfig.from_url(url) if url else None
    except ValueError as error:
        raise ConfigError(f"MAIL_URL: {error}") from error


def _imap_url(url: str) -> ImapConfig | None:
    try:
        return ImapConfig.from_url(url) if url else None
    except ValueError as error:
        raise ConfigError(f"IMAP_URL: {error}") from error


def _address(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name, "")
    try:
        return validate_email(value, check_deliverability=False).normalized if value else ""
    except EmailNotValidError as error:
        raise ConfigError(f'{name} is "{value}"; write one email address, as owner@example.fi') from error


def _count(name: str, value: str) -> int:
    if not value.isdecimal():
        raise ConfigError(f'{name} is "{value}"; write a whole number, 0 when no proxy stands in front')
    return int(value)


def _lang(environ: Mapping[str, str]) -> str:
    """The first of POSIX's language variables that is set decides, as it does for other programs."""
    value = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    lang = value[:2].lower()
    return lang if lang in ("fi", "sv", "en") else ""
