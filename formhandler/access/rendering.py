"""A package as a page for people: the owner's preview, and one file that needs nothing else."""

import base64
import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import render_template
from markupsafe import Markup

from formhandler.access import words
from texts import Translator
from texts.dates import format_date, format_moment


def said(t: Translator) -> dict[str, Callable[[Any], str]]:
    """How the package's ISO days and moments are said."""
    return {
        "day": lambda text: format_date(date.fromisoformat(text), t.lang),
        "moment": lambda text: format_moment(datetime.fromisoformat(text), t.lang),
        "until": lambda text: words.last_day(date.fromisoformat(text) if text else date.max, t),
    }


def title(t: Translator) -> str:
    return t("Your data with us")


def as_file(package: dict[str, Any], t: Translator) -> str:
    """One HTML document, complete in itself; nothing in it may load or run but its own style."""
    style = render_template("access/file.css")
    return render_template(
        "access/file.html",
        p=package,
        t=t,
        lang=t.lang,
        title=title(t),
        style=Markup(style),  # noqa: S704  # a file of ours, without a variable in it
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        **said(t),
    )


def as_body(package: dict[str, Any], t: Translator) -> Markup:
    """The same as a part of the owner's preview, in the person's language."""
    # Rendered by a template that escapes, so it is markup already.
    return Markup(render_template("access/part.html", p=package, t=t, lang=t.lang, **said(t)))  # noqa: S704
