"""What the record and the built site say of serving them: all that the two templates ask for."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from record import Record, csp, headers, material_hash
from texts import translator
from webserver import logged, visits
from webserver.place import Place
from webserver.visits import Visits

DEPLOY = Path(__file__).parents[1] / "deploy"
OWNERS = "/hallinta/"
BEACON = "/kaynti"  # formhandler/counts/beacon.py
HASHED = r"^/theme/.+\.[0-9a-f]{12}\.\w+$"  # plugins/assets.py: its content never changes
EVENT = "[0-9a-f]{32}"  # the last part of the choice cookie (formhandler/choices/cookie.py)


class SiteError(RuntimeError):
    """The built site is missing, or was built from another record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One record's site at one place."""

    record: Record
    place: Place
    closed_pages: dict[str, str]  # language → the address of the page for when the handler is down

    @classmethod
    def read(cls, record: Record, site: Path, place: Place) -> Self:
        """Look the closed page's addresses up in the built *site*. Raises SiteError."""
        try:
            found = json.loads((site / "_seloste" / "site.json").read_text("utf-8"))
        except FileNotFoundError:
            raise SiteError(
                f"{site} holds no built site: run make html first, or name it with --site"
            ) from None
        if found["record"] != material_hash(record):
            raise SiteError(f"{site} was built from another record: run make html, then this again")
        return cls(record=record, place=place, closed_pages=found["closed"])

    def render(self, template: str) -> str:
        """The configuration that *template* of deploy/ makes."""
        environment = Environment(  # noqa: S701  # no HTML; what goes in is quoted by `quoted`
            loader=FileSystemLoader(DEPLOY),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["quoted"] = quoted
        environment.filters["for_nginx"] = for_nginx
        environment.filters["for_caddy"] = for_caddy
        return environment.get_template(template).render(serving=self, place=self.place, record=self.record)

    # ---------- headers ----------
    @property
    def closed(self) -> str:
        """The policy of everybody who has chosen nothing."""
        return csp.policy(self.record)

    @property
    def opened(self) -> dict[str, str]:
        """Regular expression for the whole choice cookie → the policy it opens."""
        if not self.record.needs_banner:
            return {}
        return {
            rf"{re.escape(start)}~{EVENT}": policy for start, policy in headers.opened(self.record).items()
        }

    def security(self, *, https: bool = True) -> dict[str, str]:
        """Every security header but the policy."""
        return headers.security(https=https)

    @property
    def hashed(self) -> str:
        return HASHED

    # ---------- addresses ----------
    @property
    def handled(self) -> list[str]:
        """Addresses that the handler answers, whatever the method, with all that is below them."""
        found = [path for form in self.record.forms for path in form.action.values()]
        mailed = [*self._below("peruutus"), *self._below("vahvistus")]  # links of mails
        return _once([*found, *self.choices, *self._figures, *mailed])

    @property
    def posted(self) -> list[str]:
        """Pages of the site that hold a form for themselves: the handler answers all but GET and HEAD."""
        return _once([path for form in self.record.forms for path in form.receipt.values()])

    @property
    def choices(self) -> list[str]:
        """Pages that the handler shows itself; the site's own stand in when it is down."""
        return _once(self.record.edition.choices_path.values()) if self.record.has_choices else []

    @property
    def _figures(self) -> list[str]:
        """The figures of visits, behind a link or a token (formhandler/sharing)."""
        if not self.record.counting.on:
            return []
        return ["/luvut.json", *self._below("luvut")]

    def _below(self, name: str) -> list[str]:
        """An address of the handler's own in every language, with all that is below it."""
        langs = self.record.languages
        return [f"/{name}/" if lang == self.record.binding else f"/{lang}/{name}/" for lang in langs]

    @property
    def told(self) -> str:
        """Where the pages' script tells of a view; "" where none does."""
        return BEACON if self.record.counting.scripted else ""

    @property
    def owners(self) -> str:
        return OWNERS

    @property
    def languages(self) -> dict[str, list[str]]:
        """Language → what its addresses begin with; the binding one has all the others."""
        return {lang: self._prefixes(lang) for lang in self.record.languages if lang != self.record.binding}

    def _prefixes(self, lang: str) -> list[str]:
        texts = [self.record.edition.choices_path, *(form.action for form in self.record.forms)]
        texts += [form.receipt for form in self.record.forms]
        own = f"/{lang}/"
        return _once([own, *(text[lang] for text in texts if not text[lang].startswith(own))])

    def not_found(self, lang: str) -> str:
        """The address of the page for what is not there."""
        return "/404.html" if lang == self.record.binding else f"/{lang}/404.html"

    def closed_page(self, lang: str) -> str:
        """The file of the page for when the handler is down."""
        path = self.closed_pages[lang]
        return f"{path}index.html" if path.endswith("/") else path

    # ---------- words ----------
    def owner_down(self, lang: str) -> str:
        """What the owner reads when their side is down."""
        t = translator(lang)
        return t("The owner's side does not answer. On the server, systemctl status seloste-owner tells why.")

    # ---------- the log ----------
    @property
    def log_format(self) -> str:
        return logged.nginx(self.record)

    @property
    def log_fields(self) -> tuple[str, ...]:
        return logged.fields(self.record)

    @property
    def log_days(self) -> int:
        """For how many days a line is kept."""
        return logged.days(self.record)

    @property
    def log_without(self) -> list[str]:
        return logged.left_out(self.record)

    @property
    def visits(self) -> Visits | None:
        """The log that visits are counted from; None without one. Raises Uncounted."""
        return Visits.of(self.record, self.place, (*self.handled, OWNERS))

    @property
    def visits_days(self) -> int:
        """For how many days a line of it is kept."""
        return logged.days(self.record, visits.ID)

    @property
    def visits_without(self) -> list[str]:
        return logged.left_out_of_visits()


def quoted(value: Any) -> str:
    """*value* as one word of either server's language. ValueError for what could end it."""
    text = str(value)
    if found := re.search(r'["$\x00-\x1f]|\\$', text):
        raise ValueError(f"{text!r} holds {found[0]!r}, which cannot stand in the configuration")
    return f'"{text}"'


def for_nginx(pattern: str) -> str:
    """A regular expression as one word of nginx's."""
    return '"~' + pattern.replace("\\", "\\\\").replace('"', '\\"') + '"'


def for_caddy(pattern: str) -> str:
    """A regular expression as one word of Caddy's."""
    return '"~' + pattern.replace('"', '\\"') + '"'


def _once(paths: Any) -> list[str]:
    return list(dict.fromkeys(paths))
