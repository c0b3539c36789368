"""An owner at the desk, for the tests: Flask's own client with an open session, no browser needed."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler import clock
from formhandler.owner.access import COOKIE
from formhandler.vault import slots
from formhandler.vault.keys import Keyring
from formhandler.vault.user import User

SAME = {"Sec-Fetch-Site": "same-origin"}
HTTPS = "https://www.example.fi"


@dataclass(frozen=True)
class Desk:
    """A browser that has signed in; `post` sends the form's token along."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=HTTPS, headers={"Sec-Fetch-Site": "none"})

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of the page that stands there: token and all."""
        fields = {"csrf_token": self.token, **fields}
        return self.client.post(path, base_url=HTTPS, headers=SAME, data=fields)

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/hallinta/en/").text)
        return unescape(found[1]) if found else ""


def desk(
    app: Flask, role: str = "owner", *, name: str = "Olli Omistaja", now: datetime | None = None
) -> Desk:
    """
    Sit down at the desk of *app*, whose vault is a managed one.

    The session is opened past the sign-in page, which test_sign_in.py is about: a passphrase costs 0.2 s.
    """
    opened = slots.unlock_managed(app.extensions["config"].data)
    user = User(name=name, role=role, totp="JBSWY3DPEHPK3PXP")
    unlocked = slots.Unlocked(
        slot=opened.slot,
        keyring=Keyring(opened.keyring.keys),
        own=opened.own,
        wrapping=opened.wrapping,
        user=user,
    )
    client = app.test_client()
    cookie = app.extensions["sessions"].open(unlocked, now=now or clock.utcnow())
    client.set_cookie(COOKIE, cookie, domain="www.example.fi", secure=True, path="/")
    return Desk(client)
