"""An owner at the desk, for the tests: Flask's own client with an open session, no browser needed."""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler import clock
from formhandler.owner.access import COOKIE
from formhandler.vault import keys, passphrase, slots
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
    Sit down at the desk of *app*, whose vault is a managed one, as a user of *role*, all set up.

    The session is opened past the sign-in page, which test_sign_in.py is about: a passphrase costs 0.2 s. So
    the user's slot has random bytes for a passphrase's key.
    """
    unlocked = seat(app, User(name=name, role=role, totp="JBSWY3DPEHPK3PXP"))
    client = app.test_client()
    cookie = app.extensions["sessions"].open(unlocked, now=now or clock.utcnow())
    client.set_cookie(COOKIE, cookie, domain="www.example.fi", secure=True, path="/")
    return Desk(client)


def seat(
    app: Flask, user: User, *, kdf: dict[str, Any] | None = None, wrapping: bytes | None = None
) -> slots.Unlocked:
    """Give *user* a slot of the vault, open; its wrapping key comes from *kdf*, or of nothing."""
    data, wrapping = app.extensions["config"].data, wrapping or os.urandom(32)
    keyring = slots.unlock_managed(data).keyring
    slot = slots.new(secrets.token_hex(4), "user", wrapping, kdf or passphrase.parameters(), user=user)
    slot = slot.with_keys(keyring).labelled(keys.load_public(data), user.as_label())
    slots.save(data, slot)
    unlocked = slots.unwrap(slot, wrapping)
    assert unlocked is not None
    return unlocked
