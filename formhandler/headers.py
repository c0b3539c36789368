"""The security headers of every answer, static files included, derived from the record."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from flask import Flask

from formhandler.choices.cookie import opens
from formhandler.config import Config
from record import Record, asking, csp

#: In a request's environ: the policy of this answer, where it is another than the closed one.
POLICY = "seloste.policy"


def security(record: Record, *, https: bool) -> dict[str, str]:
    """
    Return the headers that every answer carries, but for its policy.

    Referrer-Policy is same-origin, not no-referrer: the latter turns a form's Origin into null and
    with it the origin verdict into "unknown".
    """
    headers = {
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def opened(record: Record) -> Mapping[str, str]:
    """
    The policy of each choice that opens a page to something, by the cookie up to its event.

    A cookie with another meaning than the record's, or with anything else in it, is not there: its pages
    stay closed. Ten categories are 2,046 choices and take 20 ms, once.
    """
    waiting = [category.id for category in record.categories if category.consent]
    meaning = asking.meaning(record)
    chosen = [
        frozenset(some) for n in range(1, len(waiting) + 1) for some in combinations(sorted(waiting), n)
    ]
    return {
        opens(some, objected, meaning): csp.policy(record, some)
        for some in chosen
        for objected in (False, True)
    }


def init_app(app: Flask, config: Config, record: Record) -> None:
    """
    Add the headers to every answer, whoever gives it: Flask, or the static files before it.

    They are worked out once: the record does not change while the server runs. Only a static page may have
    another policy than the closed one (static.py): what the handler itself shows opens nothing to anybody.
    """
    closed = csp.policy(record)
    by_scheme = {
        scheme: list(security(record, https=scheme == "https").items()) for scheme in ("http", "https")
    }
    inner = app.wsgi_app

    def secured(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        own = by_scheme[environ["wsgi.url_scheme"]]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            policy = ("Content-Security-Policy", environ.get(POLICY, closed))
            return start_response(status, [*headers, policy, *own], exc_info)

        return inner(environ, start)

    app.wsgi_app = secured  # type: ignore[method-assign]  # Flask's documented way to wrap an app
