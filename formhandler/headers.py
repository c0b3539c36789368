"""The security headers of every answer, static files included, derived from the record."""

from flask import Flask, Response, request

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
    """Add the headers to every answer of Flask's. They are worked out once: the record does not change."""
    by_https = {https: security(record, https=https) for https in (True, False)}

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(by_https[request.is_secure])
        return response
