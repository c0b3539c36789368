"""An owner with a passphrase and a phone, before the sign-in page, for the tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler.vault import codes, passphrase
from formhandler.vault.user import User
from tests.formhandler.app import shown
from tests.formhandler.owner.desk import HTTPS, SAME, seat

WORDS = "correct horse battery staple"
SIGN_IN = "/hallinta/en/kirjaudu"


@dataclass(frozen=True)
class Door:
    """A browser that has not signed in, and what its owner knows."""

    client: FlaskClient
    secret: str
    recovery: list[str]

    def get(self, path: str = SIGN_IN) -> TestResponse:
        return self.client.get(path, base_url=HTTPS, headers={"Sec-Fetch-Site": "none"})

    def post(self, path: str, address: str = "198.51.100.4", **fields: str) -> TestResponse:
        environ = {"REMOTE_ADDR": address}
        return self.client.post(path, base_url=HTTPS, headers=SAME, data=fields, environ_overrides=environ)

    def press(self, page: TestResponse, path: str, **changes: str) -> TestResponse:
        """Send the form of *page* with *changes* to its fields."""
        return self.post(path, **{**shown(page), **changes})

    def sign_in(self, words: str = WORDS, code: str = "", **fields: str) -> TestResponse:
        """With a recovery code, because the phone's may have been used in this half minute."""
        return self.post(SIGN_IN, passphrase=words, code=code or self.recovery.pop(), **fields)


def door(app: Flask, role: str = "owner") -> Door:
    """Add a user of *role* to the managed vault of *app*, with passphrase WORDS and one-time codes."""
    secret, recovery = codes.new_secret(), codes.new_recovery()
    hashed = tuple(codes.hashed(code) for code in recovery)
    user = User(name="Olli Omistaja", role=role, totp=secret, recovery=hashed)
    kdf, wrapping = _derived()
    seat(app, user, kdf=kdf, wrapping=wrapping)
    return Door(app.test_client(), secret, recovery)


@cache
def _derived() -> tuple[dict[str, Any], bytes]:
    """What WORDS give with one salt: derived once for all tests, as each derivation takes 0.2 s."""
    kdf = passphrase.parameters()
    return kdf, passphrase.derive(WORDS, kdf, path=Path("the tests' slot"))
