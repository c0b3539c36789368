"""The security headers of every answer, static files included, derived from the record."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from formhandler.config import Config
from record import Record, csp, headers

#: In a request's environ: the policy of this answer, where it is another than the closed one.
POLICY = "seloste.policy"


def init_app(app: Flask, config: Config, record: Record) -> None:
    """
    Add the headers to every answer, whoever gives it: Flask, or the static files before it.

    They are worked out once: the record does not change while the server runs. Only a static page may have
    another policy than the closed one (static.py): what the handler itself shows opens nothing to anybody.
    """
    closed = csp.policy(record)
    by_scheme = {
        scheme: list(headers.security(https=scheme == "https").items()) for scheme in ("http", "https")
    }
    inner = app.wsgi_app

    def secured(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        own = by_scheme[environ["wsgi.url_scheme"]]

        def start(status: str, sent: list[tuple[str, str]], exc_info: Any = None) -> Any:
            policy = ("Content-Security-Policy", environ.get(POLICY, closed))
            return start_response(status, [*sent, policy, *own], exc_info)

        return inner(environ, start)

    app.wsgi_app = secured  # type: ignore[method-assign]  # Flask's documented way to wrap an app
