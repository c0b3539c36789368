"""The built site, served from the same process: on a laptop; in production a web server does it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from formhandler.choices import cookie
from formhandler.config import Config
from formhandler.headers import POLICY
from record import Record, headers

_HASHED = re.compile(r"^/theme/.+\.[0-9a-f]{12}\.\w+$")  # plugins/assets.py: its content never changes

OWNERS = "/hallinta/"  # whatever stands there, no choice of a visitor opens it

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Serve SITE before Flask sees the request; what is not there goes on to Flask, and its 404 page."""
    make: Callable[..., Wsgi] = WhiteNoise
    if record.needs_banner:
        make = partial(Files, name=record.choice_cookie.name, opened=headers.opened(record))

    def files(inner: Wsgi) -> Wsgi:
        return make(
            inner,
            root=str(config.site),
            index_file=True,
            max_age=0,
            allow_all_origins=False,  # nobody else has business reading our pages from theirs
            immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        )

    own = record.edition.choices_path.values() if record.has_choices else ()
    app.wsgi_app = Site(app.wsgi_app, config.site, files, own)  # type: ignore[method-assign]  # Flask's own way


class Site:
    """WhiteNoise, begun anew with each build: it remembers sizes, and a changed one would cut a page."""

    def __init__(
        self, inner: Wsgi, folder: Path, files: Callable[[Wsgi], Wsgi], own: Collection[str] = ()
    ) -> None:
        """*own*: paths of pages that the handler shows itself, though the site has them, too."""
        self._inner, self._files, self._own = inner, files, {path.encode().decode("latin-1") for path in own}
        self._sign = folder / "_seloste" / "site.json"
        self._built: int | None = None
        self._serve = inner

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):  # a page of the site may have a form for itself
            return self._inner(environ, start_response)
        if environ["PATH_INFO"] in self._own:
            return self._inner(environ, start_response)
        built = self._when_built()
        if built != self._built:
            self._serve = self._files(self._inner) if built is not None else self._inner
            self._built = built
        return self._serve(environ, start_response)

    def _when_built(self) -> int | None:
        try:
            return self._sign.stat().st_mtime_ns
        except FileNotFoundError:
            return None


class Files(WhiteNoise):  # type: ignore[misc]  # ships no types
    """
    The site's files, each page with the policy of the visitor's choice.

    No cache keeps a page that a choice has opened, nor does a browser for going back to it: after the choice
    is withdrawn, the old page would still do what was allowed. A closed page is kept as ever, but once a
    choice opens it, it is never confirmed by a 304, whose new policy not every browser reads.
    """

    def __init__(self, *args: Any, name: str, opened: Mapping[str, str], **options: Any) -> None:
        """*name* is the cookie's; *opened* as of record/headers.py."""
        super().__init__(*args, **options)
        self._name, self._opened = name, opened

    def serve(self, file: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Called only for what is there."""
        if not environ["PATH_INFO"].endswith(("/", ".html")):  # a policy is a page's
            return super().serve(file, environ, start_response)  # type: ignore[no-any-return]
        policy = self._policy(environ)
        if policy:
            environ[POLICY] = policy
            for condition in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
                environ.pop(condition, None)

        def start(status: str, sent: list[tuple[str, str]], exc_info: Any = None) -> Any:
            own = Headers(sent)
            own["Vary"] = ", ".join(filter(None, (own["Vary"], "Cookie")))
            if policy:
                own["Cache-Control"] = "no-store"
                del own["ETag"], own["Last-Modified"]
            return start_response(status, own.items(), exc_info)

        return super().serve(file, environ, start)  # type: ignore[no-any-return]

    def _policy(self, environ: dict[str, Any]) -> str | None:
        """The policy of the choice in the cookie; None: nothing is open."""
        if environ["PATH_INFO"].startswith(OWNERS):
            return None
        try:
            choice = cookie.Cookie.read(cookie.sent(environ.get("HTTP_COOKIE", ""), self._name) or "")
        except ValueError:
            return None
        return self._opened.get(choice.opens)
