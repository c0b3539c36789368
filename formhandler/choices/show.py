"""The page of choices, as this browser has made them."""

import secrets
from collections.abc import Collection
from datetime import datetime

from flask import request

from formhandler import pages
from formhandler.choices import cookie, state
from formhandler.choices.answer import PAGE
from formhandler.choices.desk import Desk
from formhandler.choices.state import State
from texts import translator


def value(desk: Desk) -> str | None:
    """What the browser sent as its choice."""
    return cookie.sent(request.headers.get("Cookie", ""), desk.record.choice_cookie.name)


def browser(desk: Desk, lang: str, *, now: datetime) -> State:
    """What the browser that asks has chosen."""
    return state.of(value(desk), desk.record, desk.meaning, desk.reader, lang=lang, now=now)


def page(
    desk: Desk,
    lang: str,
    *,
    now: datetime,
    sorry: str = "",
    ticked: Collection[str] | None = None,
    objects: bool | None = None,
) -> str:
    """
    Render the page.

    Args:
        sorry: Why nothing was stored; then *ticked* and *objects* are as they were sent.
    """
    choice = browser(desk, lang, now=now)
    about = _about(desk, lang)
    [question] = desk.asked[lang, PAGE].values()
    return pages.render(
        "choices.html",
        lang,
        title=about["title"],
        page=about,
        tells=True,
        page_url_by_lang=desk.record.edition.choices_path,
        question=question,
        choice=choice,
        sorry=sorry,
        ticked=choice.ticked if ticked is None else ticked,
        objects=choice.objected if objects is None else objects,
        once=secrets.token_urlsafe(16),
        gpc=request.headers.get("Sec-GPC") == "1",
    )


def _about(desk: Desk, lang: str) -> dict[str, str]:
    """What the owner has written on the page; its name alone while no site is built."""
    try:
        own: dict[str, str] = pages.site(desk.site)["choices"][lang]
    except pages.SiteMissing:
        own = {"title": translator(lang)("Privacy choices"), "content": ""}
    return own
