"""The built site, served from the same process: on a laptop; in production a web server does it."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from formhandler.config import Config
from record import Record

_HASHED = re.compile(r"^/theme/.+\.[0-9a-f]{12}\.\w+$")  # plugins/assets.py: its content never changes

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Serve SITE before Flask sees the request; what is not there goes on to Flask, and its 404 page."""

    def files(inner: Wsgi) -> Wsgi:
        return WhiteNoise(  # type: ignore[no-any-return]  # ships no types
            inner,
            root=str(config.site),
            index_file=True,
            max_age=0,
            allow_all_origins=False,  # nobody else has business reading our pages from theirs
            immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        )

    app.wsgi_app = Site(app.wsgi_app, config.site, files)  # type: ignore[method-assign]  # Flask's own way


class Site:
    """WhiteNoise, begun anew with each build: it remembers sizes, and a changed one would cut a page."""

    def __init__(self, inner: Wsgi, folder: Path, files: Callable[[Wsgi], Wsgi]) -> None:
        self._inner, self._files = inner, files
        self._sign = folder / "_seloste" / "site.json"
        self._built: int | None = None
        self._serve = inner

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):  # a page of the site may have a form for itself
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
