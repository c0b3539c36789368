"""
The privacy notice, rendered once from the record in every language.

What is hashed is exactly what people read, without its own version block: the same words have the same hash,
however often they are built, and a word changed anywhere in any language has another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from record import Record
from texts import translator
from texts.jinja import install

DIGITS = 12  # of the hash in addresses: 48 bits, far more than one business writes notices


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One version of the notice in all its languages."""

    hash: str
    version: str  # as the owner numbers it: "2026-09-01"
    effective_from: str  # ISO date
    bodies: Mapping[str, Markup]


def environment(templates: Path) -> Environment:
    """The templates as the site renders them, for use without Pelican too."""
    loader = FileSystemLoader(templates)
    return install(Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True))


def render(record: Record, templates: Path) -> Notice:
    """The notice that *record* makes."""
    template = environment(templates).get_template("_notice.html")
    bodies = {}
    for lang in record.languages:
        body = template.render(lang=lang, t=translator(lang), record=record)
        bodies[lang] = Markup(dense(body))  # noqa: S704  # the template escapes what it prints
    return Notice(
        hash=fingerprint(bodies),
        version=record.edition.version,
        effective_from=record.edition.effective_from.isoformat(),
        bodies=bodies,
    )


def dense(html: str) -> str:
    """Without indentation and empty lines: the notice is the longest page, and has no preformatted text."""
    return "".join(f"{line.strip()}\n" for line in html.splitlines() if line.strip())


def fingerprint(bodies: Mapping[str, str]) -> str:
    """
    The hash of a notice: the first 12 hexadecimal digits of a SHA-256.

    Over "<language> <length in bytes>\\n<body>" for each language in alphabetical order, UTF-8; the length
    keeps words from moving from one language to the next unnoticed.
    """
    digest = sha256()
    for lang in sorted(bodies):
        body = bodies[lang].encode()
        digest.update(f"{lang} {len(body)}\n".encode() + body)
    return digest.hexdigest()[:DIGITS]
