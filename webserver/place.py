"""Where the site goes, and where things stand there: what neither the record nor the built site can tell."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)
_PATH = re.compile(r"/[\w./@+-]+", re.ASCII)  # nothing that would end a word of either server's language


class PlaceError(ValueError):
    """Something that cannot stand in the configuration; the text names it and says what to write."""


@dataclass(frozen=True, kw_only=True)  # without slots: the parser's help reads the defaults
class Place:
    """One machine with a web server, in the defaults of deploy/README.md."""

    url: str  # https://www.example.fi, without a slash at the end
    root: str = "/srv/www/site/current"  # the published site
    certificate: str = ""  # a file; empty: where Certbot puts it (nginx), or Caddy gets one itself
    key: str = ""  # its private key
    challenges: str = "/var/www/acme"  # nginx: where Certbot lays what the certificate's issuer asks for
    log: str = ""  # the access log; empty: the server's usual folder
    visits: str = ""  # the log that visits are counted from; empty: the server's usual folder
    bind: str = ""  # the address to listen on; empty: every one that the machine has
    http: int = 80  # the port that only sends on to https
    public: int = 8000  # the handler's public side, on 127.0.0.1
    owner: int = 8001  # the owner's side

    def __post_init__(self) -> None:
        """Raises PlaceError."""
        if not _URL.fullmatch(self.url):
            raise PlaceError(f'the address is "{self.url}"; write it as https://www.example.fi')
        for name in ("root", "certificate", "key", "challenges", "log", "visits"):
            value = getattr(self, name)
            if value and not _PATH.fullmatch(value):
                raise PlaceError(
                    f'--{name} is "{value}"; write a whole path of letters, digits and / . _ - @ +, no space'
                )
        if bool(self.certificate) != bool(self.key):
            raise PlaceError("--certificate and --key belong together: name both files, or neither")

    @classmethod
    def of(cls, url: str, **given: str | int | None) -> Self:
        """What was *given*; None means the default. Paths are made whole. Raises PlaceError."""
        found = {name: value for name, value in given.items() if value is not None}
        for name in ("root", "certificate", "key", "log", "visits"):
            if isinstance(value := found.get(name), str) and value:
                found[name] = str(Path(value).absolute())
        return cls(url=url, **found)  # type: ignore[arg-type]  # the parser's types are the fields'

    @property
    def authority(self) -> str:
        """Host and port as browsers send them: www.example.fi, or 127.0.0.1:8443."""
        return urlsplit(self.url).netloc

    @property
    def host(self) -> str:
        return self.authority.partition(":")[0]

    @property
    def https(self) -> int:
        """The port that the site is served at."""
        return urlsplit(self.url).port or 443
