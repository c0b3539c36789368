"""
Views counted from the page requests themselves, where the handler serves the pages.

The page goes out when its view is on the disk. If it cannot be written soon, the page goes out all the same:
a visitor came for the page, and a figure that is one too low harms nobody.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from counting import agents, view
from counting.judging import SHOWN, Asked, Site, judge
from counting.view import Counted
from formhandler.counts import wishes
from formhandler.counts.batch import Batch
from formhandler.counts.known import Known

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

#: How long a page waits for its view at most, and once one has waited in vain.
PATIENCE, NONE_LEFT = 1.0, 0.05  # seconds
QUIET = 60.0  # seconds between two lines of the log about the same

#: How browsers ask whether a page has changed since when somebody reloads it.
_RELOADED = {"max-age=0", "no-cache"}


class Server:
    """The middleware around what serves pages. Nothing of a request stays in it."""

    def __init__(
        self,
        inner: Wsgi,
        known: Known,
        batch: Batch,
        cookie: str,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*cookie* is the choice cookie's name; *clock* tells seconds UTC since 1970."""
        self._inner, self._known, self._batch, self._cookie = inner, known, batch, cookie
        self._clock = clock
        self._patience = PATIENCE
        self._said: dict[str, float] = {}

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "POST") or "HTTP_RANGE" in environ:
            return self._inner(environ, start_response)

        def start(status: str, sent: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if exc_info is None:
                self._count(environ, int(status[:3]), sent)
            return start_response(status, sent, exc_info)

        return self._inner(environ, start)

    def _count(self, environ: Environ, status: int, sent: list[tuple[str, str]]) -> None:
        """Whatever goes wrong is said in the log by its kind alone, and the page goes out."""
        try:
            site = self._known.site()
            asked = self._sent(environ, status, sent, site) or self._opened(environ, status, site)
            counted = judge(asked, site) if asked else None
            if counted is not None:
                self._wait(self._known.nameless(counted))
        except Exception as error:
            self._say(type(error).__name__)

    def _opened(self, environ: Environ, status: int, site: Site) -> Asked | None:
        """A request for a page; not one for thanks, which was counted when its form was sent."""
        path = _path(environ)
        if environ["REQUEST_METHOD"] != "GET":
            return None
        if status in SHOWN and (site.pages.of(path) is None or site.pages.thanks(path)):
            return None  # a picture, a style: most requests end here
        return self._asked(environ, path, status)

    def _sent(self, environ: Environ, status: int, sent: list[tuple[str, str]], site: Site) -> Asked | None:
        """
        A form that was taken and leads on to its thanks, as if they were opened.

        For Chromium asks for the page after a form as for one that is reloaded (max-age=0), and asks again
        when somebody goes back to it: from that request alone nobody could tell which it is.
        """
        if environ["REQUEST_METHOD"] != "POST" or status != HTTPStatus.SEE_OTHER:
            return None
        there = next((value for name, value in sent if name.lower() == "location"), "")
        if not site.pages.thanks(there):
            return None
        return replace(self._asked(environ, there, HTTPStatus.OK), method="GET", reload=False)

    def _asked(self, environ: Environ, path: str, status: int) -> Asked:
        sent = environ.get
        cookies = sent("HTTP_COOKIE", "")
        return Asked(
            hour=view.hour(self._clock()),
            method=environ["REQUEST_METHOD"],
            status=status,
            path=f"{path}?{query}" if (query := sent("QUERY_STRING")) else path,
            referrer=_referrer(environ),
            dest=sent("HTTP_SEC_FETCH_DEST", ""),
            mode=sent("HTTP_SEC_FETCH_MODE", ""),
            site=sent("HTTP_SEC_FETCH_SITE", ""),
            purpose=sent("HTTP_SEC_PURPOSE") or sent("HTTP_PURPOSE") or sent("HTTP_X_MOZ", ""),
            reload=_reloaded(sent("HTTP_CACHE_CONTROL", "")),
            agent=agents.of(sent("HTTP_USER_AGENT", "")),
            lang=sent("HTTP_ACCEPT_LANGUAGE", ""),
            gpc=wishes.gpc(sent("HTTP_SEC_GPC", "")),
            objects=wishes.objects(cookies, self._cookie),
            own=wishes.own(cookies),
        )

    def _wait(self, counted: Counted) -> None:
        try:
            self._batch.add(counted, seconds=self._patience)
        except TimeoutError:
            self._patience = NONE_LEFT
            raise
        self._patience = PATIENCE

    def _say(self, kind: str) -> None:
        now = self._clock()
        if not 0 <= now - self._said.get(kind, float("-inf")) < QUIET:
            self._said[kind] = now
            logger.error("Views of pages are not counted at present: %s", kind)


def _path(environ: Environ) -> str:
    """As it stands in an address; WSGI has it decoded, its bytes as Latin 1 (PEP 3333)."""
    path: str = environ["PATH_INFO"]
    return path if path.isascii() and "%" not in path else quote(path.encode("latin-1"))


def _referrer(environ: Environ) -> str:
    """As it was sent; of the host that was asked its path alone, as a laptop is none of the record's."""
    referrer: str = environ.get("HTTP_REFERER", "")
    here = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}/"
    return referrer[len(here) - 1 :] if referrer.startswith(here) else referrer


def _reloaded(cache_control: str) -> bool:
    return not _RELOADED.isdisjoint(one.strip().lower() for one in cache_control.split(","))
