"""The four templates that are offered while there are none."""

import tomllib
from pathlib import Path

from formhandler.answers.template import Template
from texts import LANGUAGES

FILE = Path(__file__).with_name("firsts.toml")


def firsts(lang: str) -> tuple[Template, ...]:
    """Each in all languages, under its name in *lang*."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))["template"]
    return tuple(
        Template(id="", name=table["name"][lang], texts={code: table[code].strip() for code in LANGUAGES})
        for table in tables
    )
