"""The reference a visitor gets: eight characters that survive being read aloud."""

import secrets

#: Crockford's base 32 (no I, L, O or U) without Z: a prime number of characters, for the check.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"


def new() -> str:
    """Return a random reference, e.g. "K7Q4-9TWM": 34 random bits and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"{body[:4]}-{body[4:]}{_check(body)}"


def valid(text: str) -> bool:
    """Tell whether *text* is written as a reference and its check character agrees."""
    body = text.replace("-", "")
    well_formed = len(text) == 9 and len(body) == 8 and text[4] == "-" and set(body) <= set(ALPHABET)
    return well_formed and _check(body[:7]) == body[7]


def _check(body: str) -> str:
    """A weighted sum modulo a prime: it catches every single wrong character and every swap of two."""
    total = sum(weight * ALPHABET.index(char) for weight, char in enumerate(body, start=2))
    return ALPHABET[total % len(ALPHABET)]
