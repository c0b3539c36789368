"""What a person sees when something is wrong: a page in their language, never a bare status line."""

from pathlib import Path

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from formhandler import pages
from formhandler.config import Config
from record import Record
from texts import Translator, translator


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Answer every HTTP error with a page."""

    @app.errorhandler(HTTPException)
    def answer(error: HTTPException) -> ResponseReturnValue:
        lang, code = pages.lang_of(request.path, record), error.code or 500
        own = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]  # Allow, …
        if code == 404 and (page := _not_found(config, lang, record)).is_file():
            return page.read_text(encoding="utf-8"), code, own
        title, advice = _words(code, translator(lang))
        return pages.render("error.html", lang, title=title, advice=advice), code, own


def _not_found(config: Config, lang: str, record: Record) -> Path:
    """The site's own page, as a web server in front would send it."""
    folder = config.site if lang == record.binding else config.site / lang
    return folder / "404.html"


def _words(code: int, t: Translator) -> tuple[str, str]:
    return {
        404: (
            t("There is no such page"),
            t("The address is mistyped, or the page has moved."),
        ),
        405: (
            t("This address doesn't do that"),
            t(
                "The page exists, but it can't be asked for in this way. Go to the contact page and try "
                "from there."
            ),
        ),
        413: (
            t("The message is too large"),
            t(
                "Nothing was stored. Go back: your text is still in the form. Shorten it, or send it in "
                "several messages."
            ),
        ),
        415: (
            t("The message didn't come from a form"),
            t("Nothing was stored. This address takes what an HTML form sends, as text, and no files."),
        ),
    }.get(
        code,
        (
            t("Something went wrong here"),
            t(
                "The fault is ours, and nothing was stored. Go back: your text is still in the form. Try "
                "again, or call us."
            ),
        ),
    )
