"""The security headers of every answer, static files included, derived from the record."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from formhandler.config import Config
from record import Record, csp


def security(record: Record, *, https: bool) -> dict[str, str]:
    """
    Return the headers that every answer carries.

    Referrer-Policy is same-origin, not no-referrer: the latter turns a form's Origin into null and
    with it the origin verdict into "unknown".
    """
    headers = {
        "Content-Security-Policy": csp.policy(record),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def init_app(app: Flask, config: Config, record: Record) -> None:
    """
    Add the headers to every answer, whoever gives it: Flask, or the static files before it.

    They are worked out once: the record does not change while the server runs.
    """
    by_scheme = {
        scheme: list(security(record, https=scheme == "https").items()) for scheme in ("http", "https")
    }
    inner = app.wsgi_app

    def secured(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        own = by_scheme[environ["wsgi.url_scheme"]]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, *own], exc_info)

        return inner(environ, start)

    app.wsgi_app = secured  # type: ignore[method-assign]  # Flask's documented way to wrap an app
