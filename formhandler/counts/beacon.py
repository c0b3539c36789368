"""
Views that the pages' own script tells of (theme/static/count.js): ``POST /kaynti``.

The body is three lines of printable ASCII, together at most LONGEST bytes:

    vd0            kind (v view, r reload, b back), width (p phone, t tablet, d desktop), 1 where a machine
                   drives the browser; "m" behind it where the page stands in for one that is not there
    /palvelut/     the page
    /              the page of this site one came from; or another site's host; or nothing

It is answered outside Flask, which costs three times what counting does, and 204 means: it is on the disk.

A forged one can raise a figure, as a request for a page can in the other ways, and nothing else: names are
known or bounded, and so is what waits. So nobody's network is looked at here, as the notice says; a limit
against a flood stands in the web server in front, which knows the address anyway.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self

from counting import agents, campaigns, languages, view
from counting.judging import Asked, Site, came_from, missing_path, reason
from counting.pages import decoded
from counting.view import BOT, OTHER, RELOAD, RETURN, VIEW, Counted, Left, Missing, View
from formhandler import origin
from formhandler.counts import wishes
from formhandler.counts.batch import Batch
from formhandler.counts.known import Known
from formhandler.origin import Origin
from formhandler.pages import SiteMissing
from formhandler.writer import Unavailable
from record import Record, asking

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
Headers = list[tuple[str, str]]

PATH = "/kaynti"
LONGEST = 1024  # bytes of a body
FRESH = 1.0  # seconds
PATIENCE = 5.0  # seconds until 503: nobody waits for the answer, but a thread does
_KINDS = {"v": VIEW, "r": RELOAD, "b": RETURN}
_WIDTHS = {"p": "phone", "t": "tablet", "d": "desktop"}
_BODY = re.compile(rb"([vrb])([ptd])([01])(m?)\n(/[!-~]*)\n([!-~]*)")
_NEVER_KEPT = ("Cache-Control", "no-store")


class Refused(Exception):
    """The answer is this status."""

    def __init__(self, status: HTTPStatus, *more: tuple[str, str]) -> None:
        super().__init__(status.phrase)
        self.status, self.more = status, list(more)


@dataclass(frozen=True, slots=True)
class Told:
    """What a page told."""

    kind: str
    device: str
    driven: bool
    missing: bool
    page: str  # a path, as the browser has it in its address, with the tags of a link where they are counted
    before: str  # a path, a host or nothing

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Raises ValueError for what no page of ours sends."""
        found = _BODY.fullmatch(body)
        if found is None:
            raise ValueError("not three lines as a page tells them")
        kind, width, driven, missing, page, before = (part.decode("ascii") for part in found.groups())
        return cls(_KINDS[kind], _WIDTHS[width], driven == "1", bool(missing), page, before)


class Beacon:
    """The middleware that answers PATH; nothing of a request stays in it."""

    def __init__(
        self,
        inner: Wsgi,
        known: Known,
        batch: Batch,
        record: Record,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*clock* tells seconds UTC since 1970."""
        self._inner, self._known, self._batch, self._clock = inner, known, batch, clock
        self._cookie, self._category = record.choice_cookie.name, record.counting.category
        self._meaning = asking.meaning(record)
        self._seen: Site | None = None
        self._looked = 0.0

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return self._inner(environ, start_response)
        try:
            self._take(environ)
            status, more = HTTPStatus.NO_CONTENT, Headers()
        except Refused as refused:
            status, more = refused.status, [*refused.more, ("Content-Length", "0")]
        start_response(f"{status.value} {status.phrase}", [_NEVER_KEPT, *more])
        return []

    def _take(self, environ: Environ) -> None:
        """Count it, and return once that is on the disk. Raises Refused."""
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", "POST"))
        if origin.of(environ) is not Origin.SAME:
            raise Refused(HTTPStatus.FORBIDDEN)
        if self._category and not wishes.chosen(
            environ.get("HTTP_COOKIE", ""), self._cookie, self._category, self._meaning
        ):
            raise Refused(HTTPStatus.FORBIDDEN)  # of whoever has not allowed it not even that is counted
        try:
            told = Told.read(_body(environ))
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST) from None
        try:
            if counted := judge(told, self._asked(environ), self._site()):
                self._batch.add(self._known.nameless(counted), seconds=PATIENCE)
        except (Unavailable, TimeoutError, SiteMissing) as error:
            logger.error("A view was not counted: %s", type(error).__name__)
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, ("Retry-After", "60")) from None

    def _site(self) -> Site:
        """Looks once a second whether it was built anew: to look costs a fifth of a whole request."""
        now = time.monotonic()
        if self._seen is None or now - self._looked > FRESH:
            self._seen, self._looked = self._known.site(), now
        return self._seen

    def _asked(self, environ: Environ) -> Asked:
        """What the request says beside its body, for the reasons by which every way leaves one out."""
        sent = environ.get
        cookies = sent("HTTP_COOKIE", "")
        return Asked(
            hour=view.hour(self._clock()),
            method="POST",
            status=HTTPStatus.NO_CONTENT,
            path=PATH,
            referrer="",
            dest=sent("HTTP_SEC_FETCH_DEST", ""),
            mode=sent("HTTP_SEC_FETCH_MODE", ""),
            site=sent("HTTP_SEC_FETCH_SITE", ""),
            purpose="",  # the script waits until its page is shown
            reload=False,
            agent=agents.of(sent("HTTP_USER_AGENT", "")),
            lang=sent("HTTP_ACCEPT_LANGUAGE", ""),
            gpc=wishes.gpc(sent("HTTP_SEC_GPC", "")),
            objects=bool(cookies) and wishes.objects(cookies, self._cookie),
            own=bool(cookies) and wishes.own(cookies),
        )


def judge(told: Told, asked: Asked, site: Site) -> Counted | None:
    """What a page's word counts as; None for nothing at all."""
    page = site.pages.of(told.page)
    before, source = _came_from(told.before, site)
    left = BOT if told.driven else reason(asked, source)
    if told.missing and page is None:
        path = decoded(told.page) if told.kind == VIEW and not left else None
        return None if path is None else Missing(asked.hour, missing_path(path))
    if left:
        return Left(asked.hour, left)
    return View(
        hour=asked.hour,
        kind=told.kind,
        page=page or OTHER,
        before=before,
        source=source,
        device=told.device,
        lang=languages.first(asked.lang),
        campaign=campaigns.of(told.page) if site.campaigns and before is None else "",
    )


def _came_from(before: str, site: Site) -> tuple[str | None, str]:
    """As judging.came_from; a host that is one more name of this site does not tell which page it was."""
    if not before or before.startswith("/"):
        return came_from(before, "", site)
    page, source = came_from(f"https://{before}/", "", site)
    return None if page is None else OTHER, source


def _body(environ: Environ) -> bytes:
    """Raises ValueError where it is not as long as it says, Refused where it is too long."""
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()):
        raise ValueError("no length")
    if len(length) > 9 or int(length) > LONGEST:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body: bytes = environ["wsgi.input"].read(int(length))
    if len(body) != int(length):
        raise ValueError("not as long as it says")
    return body
