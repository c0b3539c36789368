"""The built site, served from the same process: on a laptop; in production a web server does it."""

import re
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from formhandler import headers
from formhandler.config import Config
from record import Record

_HASHED = re.compile(r"\.[0-9a-f]{8,}\.\w+$")  # style.1a2b3c4d.css: its content never changes


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Serve SITE before Flask sees the request; what is not there goes on to Flask, and its 404 page."""
    if not config.site.is_dir():
        return  # behind a web server the handler needs no site but its menus; `flask doctor` looks for those

    def secure(target: Headers, path: str, url: str) -> None:
        for name, value in headers.security(record, https=False).items():
            target[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's documented way to wrap an app
        app.wsgi_app,
        root=str(config.site),
        index_file=True,
        max_age=0,
        allow_all_origins=False,  # nobody else has business reading our pages from theirs
        immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        add_headers_function=secure,
    )
