"""Switching services on in a record as TOML gives it: one line of the owner's each."""

from itertools import combinations
from typing import Any

PROPERTY = "G-TEST123456"
ALL = {
    "google_analytics": {"kind": "google_analytics", "measurement_id": PROPERTY},
    "openstreetmap": {"kind": "openstreetmap", "enabled": True},
    "youtube": {"kind": "youtube", "enabled": True},
}
EVERY_SET = [kinds for number in range(1, 4) for kinds in combinations(ALL, number)]


def with_services(raw: dict[str, Any], *kinds: str) -> dict[str, Any]:
    """A copy of the record with these services and no others."""
    return raw | {"service": [dict(ALL[kind]) for kind in kinds]}


def in_languages(value: Any, wanted: tuple[str, ...]) -> Any:
    """A copy of the record in these of its languages alone."""
    match value:
        case dict() if set(value) == {"fi", "sv", "en"}:
            return {lang: words for lang, words in value.items() if lang in wanted}
        case dict():
            return {key: in_languages(inner, wanted) for key, inner in value.items()} | (
                {"languages": list(wanted)} if "languages" in value else {}
            )
        case list():
            return [in_languages(inner, wanted) for inner in value]
    return value
