"""Identifiers whose form can be proved without asking anyone."""

from __future__ import annotations

import re

_BUSINESS_ID = re.compile(r"(\d{7})-(\d)", re.ASCII)
_BUSINESS_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}", re.ASCII)


def business_id_check_digit(body: str) -> int | None:
    """The check digit for a Y-tunnus of these seven digits, or None where no digit fits (modulus 11)."""
    remainder = (
        sum(weight * int(digit) for weight, digit in zip(_BUSINESS_ID_WEIGHTS, body, strict=True)) % 11
    )
    if remainder == 1:
        return None
    return (11 - remainder) % 11


def is_business_id(text: str) -> bool:
    """Whether *text* is a Y-tunnus, ``1234567-1``, with the right check digit."""
    match = _BUSINESS_ID.fullmatch(text)
    return match is not None and business_id_check_digit(match[1]) == int(match[2])


def is_e164(text: str) -> bool:
    """Whether *text* is an international number (ITU-T E.164), without a domestic zero after +358."""
    return _E164.fullmatch(text) is not None and not text.startswith("+3580")


def is_email(text: str) -> bool:
    """Whether *text* looks like one e-mail address. Whether anyone reads it, the heartbeat tells."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def is_host(text: str) -> bool:
    """Whether *text* is a bare host name in lower case: no scheme, port, path or wildcard."""
    return len(text) <= 253 and _HOST.fullmatch(text) is not None
