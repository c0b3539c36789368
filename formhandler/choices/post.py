"""One posted answer, from its fields to what the visitor gets back."""

import logging
import re
from datetime import datetime

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from formhandler import clock, db, origin, pages
from formhandler.choices.answer import PAGE, Answer, Outdated, Unfit
from formhandler.choices.cookie import Cookie
from formhandler.choices.desk import WINDOW, Desk
from formhandler.choices.show import page, value
from formhandler.consent.event import Event
from formhandler.contact.message import CONTROL, REPLACEMENT
from formhandler.writer import Unavailable
from record.model.device import SELF
from record.period import Period
from texts import translator

logger = logging.getLogger(__name__)

#: A path of this site: no other host can be read from it, whatever a browser leaves out of it first.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]{0,1999}")


class Post:
    """One post to the page of choices. Nothing is recorded but by `_take`, and nothing told before."""

    def __init__(self, desk: Desk, lang: str, *, now: datetime) -> None:
        self.desk, self.lang, self.now = desk, lang, now
        self.t = translator(lang)
        self.sent: MultiDict[str, str] = MultiDict()

    def answer(self, sent: MultiDict[str, str]) -> ResponseReturnValue:
        """Everything that can be refused is refused before anything is written."""
        desk = self.desk
        if origin.verdict(request) is not origin.Origin.SAME:
            return self._foreign()
        self.sent = sent  # only now: no box of our page is ticked, and no tick taken away, by another site
        if desk.too_many(desk.answers, request.remote_addr, now=self.now):
            return self._too_many()
        try:
            answer = Answer.read(sent, self.lang, desk.asked, objectable=desk.record.counting.objectable)
        except Unfit as error:
            return self._unfit(error.names)
        except Outdated:
            return self._outdated()
        try:
            event = desk.take(answer, self._before(), now=self.now)
        except (Unavailable, SQLAlchemyError, db.Moved, pages.SiteMissing) as error:
            logger.error("A choice was not recorded, its visitor was told so: %s", type(error).__name__)
            return self._closed()
        return self._taken(event)

    def unreadable(self, code: int) -> ResponseReturnValue:
        """What no form of ours sends: too much of it (413), or not a form at all (415)."""
        if code == 413:
            sorry = self.t("More was sent than this form has, so nothing was stored. Choose again below.")
        else:
            sorry = self.t(
                "What was sent did not come from this form, so nothing was stored. Choose again below."
            )
        return self._page(sorry), code

    def _before(self) -> str | None:
        try:
            return Cookie.read(value(self.desk) or "").event
        except ValueError:
            return None

    def _taken(self, event: Event) -> Response:
        """Lead back to where the question was asked, with the cookie; what is not allowed any more goes."""
        home = self.desk.record.edition.choices_path[self.lang]
        wanted = self.sent.get("next", "")
        response = redirect(wanted if _LOCAL.fullmatch(wanted) else home, code=303)
        assert isinstance(response, Response)  # Flask's own class, as nobody has set another
        declared = self.desk.record.choice_cookie
        remembered = Cookie(
            allowed=frozenset(event.given), objected=event.objected, meaning=event.meaning, event=event.id
        )
        response.set_cookie(
            declared.name,
            str(remembered),
            max_age=lasts(declared.lifetime, event.at, now=self.now),
            secure=request.is_secure,
            samesite="Lax",
        )
        for name in self._unwanted(event):
            response.delete_cookie(name, secure=request.is_secure, samesite="Lax")
        return response

    def _unwanted(self, event: Event) -> list[str]:
        """The declared cookies that the browser still has, of categories that are not allowed."""
        record = self.desk.record
        refused = {each.id for each in record.categories if each.consent} - set(event.given)
        return [
            item.name
            for item in record.storage
            if (item.kind, item.host) == ("cookie", SELF)
            and item.category in refused
            and item.name in request.cookies
        ]

    def _page(self, sorry: str) -> str:
        """
        The page with what was ticked, so that nothing has to be done twice.

        To other words nobody has said anything: their boxes are as this browser has chosen (recital 32).
        """
        same = self.sent.get("text") in self.desk.asked[self.lang, PAGE]
        ticked = frozenset(self.sent.getlist("allow")) if same else None
        return page(
            self.desk,
            self.lang,
            now=self.now,
            sorry=sorry,
            ticked=ticked,
            objects="object" in self.sent if self.sent else None,
        )

    def _too_many(self) -> ResponseReturnValue:
        sorry = self.t(
            "More choices have come from your network than one person makes, so this one was not stored. "
            "Wait ten minutes and try again."
        )
        return self._page(sorry), 429, {"Retry-After": str(int(WINDOW.total_seconds()))}

    def _foreign(self) -> ResponseReturnValue:
        sorry = self.t(
            "This choice was not stored, because your browser didn't tell that it was made on this site. "
            "Choose again below."
        )
        return self._page(sorry), 403

    def _unfit(self, names: tuple[str, ...]) -> ResponseReturnValue:
        told = ", ".join(f"“{legible(name)}”" for name in names[:5])
        sorry = self.t(
            "Nothing was stored, because the form had something that this page doesn't know: %(names)s. "
            "Choose again below.",
            names=told,
        )
        return self._page(sorry), 422

    def _outdated(self) -> ResponseReturnValue:
        sorry = self.t(
            "What is asked has changed since you opened the page, so nothing was stored. Read it below and "
            "choose again."
        )
        return self._page(sorry), 409

    def _closed(self) -> ResponseReturnValue:
        sorry = self.t(
            "Your choice can't be stored just now, so nothing has changed. Try again in a minute: what you "
            "ticked is still below."
        )
        return self._page(sorry), 503, {"Retry-After": "60"}


def lasts(lifetime: Period | str, since: datetime, *, now: datetime) -> int:
    """Seconds from *now* until the choice made at *since* has lasted its time, by the clock at home."""
    assert isinstance(lifetime, Period)  # the choice's cookie outlives the session, or it would be no choice
    made = since.astimezone(clock.HELSINKI)
    end = datetime.combine(lifetime.add_to(made.date()), made.time(), clock.HELSINKI)
    return max(0, int(end.timestamp() - now.timestamp()))


def legible(name: str) -> str:
    """As much of what somebody sent as a sentence can hold."""
    return CONTROL.sub(REPLACEMENT, name[:40]) or "–"
