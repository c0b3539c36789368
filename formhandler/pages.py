"""The handler's own pages, in the site's clothes: the theme's templates with the menus of the built site."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, render_template
from jinja2 import ChoiceLoader, FileSystemLoader

from formhandler.config import Config
from record import Record, material_hash
from record.ways import BEACON
from texts import jinja, translator

HERE = Path(__file__).parent
THEME = HERE.parent / "theme" / "templates"


_last: tuple[Record, str] | None = None  # the record that was asked for last, and its hash


class SiteMissing(RuntimeError):
    """The site has not been built, or says other things than the record that the handler obeys."""


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Let the features' templates extend the theme's, under the same strict rules."""
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    assert app.jinja_loader is not None  # Flask makes one for every app with a template folder
    features = sorted(HERE.glob("*/templates"))
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader([*features, THEME])])
    jinja.install(app.jinja_env)
    app.extensions["pages"] = (config.site, record)


def site(folder: Path) -> dict[str, Any]:
    """Return what the build wrote of itself: menus, page list, asset names. Raises SiteMissing."""
    path = folder / "_seloste" / "site.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise SiteMissing(
            f"{path} is missing: build the site with `make html`, or set SITE to where it lies"
        ) from error


def check_same(folder: Path, record: Record) -> None:
    """
    See that the site in *folder* was built from *record*.

    A visitor reads the notice on the site, and the handler keeps the record's periods: if the two
    differ in meaning, what was read was not true. Raises SiteMissing.
    """
    if site(folder)["record"] != _meaning(record):
        raise SiteMissing(
            f"{folder} was built from another record than the one this server reads: build the site with "
            "`make html` and start the server again"
        )


def _meaning(record: Record) -> str:
    """The hash of *record*, made once: a process obeys one record, and a small request costs no more."""
    global _last
    if _last is None or _last[0] is not record:
        _last = (record, material_hash(record))
    return _last[1]


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> dict[str, Any]:
    """*changed* is only there to read the file again when it has changed."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def render(
    template: str, lang: str, *, title: str, page_url_by_lang: Mapping[str, str] | None = None, **values: Any
) -> str:
    """
    Render *template* as a page of the site in *lang*.

    A page whose text the visitor would lose by changing the language has no *page_url_by_lang*. None of them
    asks for consent or loads a service: visitors' own words stand on them.
    Nor does one tell of a view, where the record counts so, but those with *tells* among the *values*.
    """
    folder, record = current_app.extensions["pages"]
    built = _site_or_bare(folder, record)
    tells = values.pop("tells", False) and record.counting.mode == BEACON and "count.js" in built["assets"]
    return render_template(
        template,
        lang=lang,
        t=translator(lang),
        record=record,
        site=built,
        root="",
        title=title,
        description="",
        page_url_by_lang=page_url_by_lang or {},
        ask=False,
        tells=tells,
        missing=False,
        **values,
    )


def _site_or_bare(folder: Path, record: Record) -> Mapping[str, Any]:
    """Without a site a page has no menus and no style, but it still shows a visitor their text."""
    try:
        return site(folder)
    except SiteMissing:
        nothing: dict[str, Any] = {lang: [] for lang in record.languages}
        homes = dict.fromkeys(record.languages, "/")
        assets = {"style.css": "/theme/style.css", "seal.svg": "/theme/seal.svg"}
        return {
            "menu": nothing,
            "footer": nothing,
            "home": homes,
            "assets": assets,
            "feeds": {},
            "unstated": 0,
        }


def lang_of(path: str, record: Record) -> str:
    """Return the language of the URL *path*: its first segment names one, or it is the binding one."""
    first = path.strip("/").split("/")[0]
    return first if first in record.languages else record.binding
