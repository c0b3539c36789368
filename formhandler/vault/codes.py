"""The second factor's codes: what the phone shows (TOTP, RFC 6238), and the printed ones for a lost phone."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP = 30  # seconds that a code of the phone is shown
DRIFT = (-1, 0, 1)  # steps: a phone's clock may be some seconds off, and typing takes its time

#: Crockford's base 32: no I, L, O or U, so nothing is misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011", " -")
LENGTH = 12  # characters: 60 random bits, so that a plain hash of a code tells nobody the code
RECOVERY = 10  # codes that a user gets


def new_secret() -> str:
    """What phone and slot share: 160 random bits in base32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, trader: str, name: str) -> str:
    """What the phone reads from the QR code: otpauth://totp/…"""
    return pyotp.TOTP(secret).provisioning_uri(name=name or trader, issuer_name=trader)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """
    The 30-second step since 1970 whose code is *code*, one before and one after *now* included; or None.

    All of them are compared, each in constant time: how long it takes says nothing of a code.
    """
    typed, present = _typed(code), int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    fits = [
        step
        for step in (present + drift for drift in DRIFT)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
    ]
    return max(fits, default=None)


def new_recovery() -> list[str]:
    """Ten codes as they are printed, e.g. "K7Q4-9TWM-0XJD"."""
    return [_grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH))) for _ in range(RECOVERY)]


def hashed(code: str) -> str:
    """What is kept of a recovery code, however it was typed: SHA-256, hex."""
    return hashlib.sha256(_typed(code).encode()).hexdigest()


def _typed(code: str) -> str:
    return code.upper().translate(MISREAD)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
