"""One post of the form, from its fields to its answer."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from formhandler import gate, origin, pages
from formhandler.contact import intake, sensitive, spam
from formhandler.contact.checkpage import LIFETIME, CheckPage
from formhandler.contact.message import CHECK, TOKEN, Message, errors
from formhandler.contact.rates import Rates
from formhandler.vault.keys import PublicKey
from formhandler.writer import Busy, Unavailable, Writer
from record import Record
from record.model.form import Form
from texts import translator

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a post is handled with; made once by init_app."""

    record: Record
    form: Form
    site: Path  # the built site, which knows the notice that stands on it
    gate: gate.Gate
    writer: Writer
    secret: bytes
    posts: Rates
    messages: Rates
    repeats: spam.Repeats


class Post:
    """One post of the form on its way to an answer: the check page, errors, a sorry or a receipt."""

    def __init__(self, desk: Desk, lang: str, sent: MultiDict[str, str], *, now: datetime) -> None:
        self.desk, self.lang, self.sent, self.now = desk, lang, sent, now
        self.t = translator(lang)
        self.message = Message.from_form(sent, desk.form)
        self.earlier = CheckPage.read(sent[CHECK], desk.secret, now=now) if CHECK in sent else None
        self.page = self.earlier or CheckPage.new(now=now)

    def answer(self) -> ResponseReturnValue:
        """Walk the layers in order; the first that has something to say answers."""
        if self.desk.posts.add(request.remote_addr, now=self.now, within=spam.WINDOW) > spam.FLOOD:
            return self._flooded()
        try:
            key = self.desk.gate.key()
        except gate.Closed:
            return self._closed()
        if found := errors(self.message, self.desk.form, self.t):
            return self._page(errors=found), 422
        if not self._confirmed():
            return self._page(), 422 if CHECK in self.sent else 200
        try:
            return self._archive(key)
        except (Busy, Unavailable) as error:
            logger.error("A message was not stored, its sender was told so: %s", error)
            return self._closed()

    def _confirmed(self) -> bool:
        """True when the sender has seen the check page, with every warning that this text calls for."""
        return self._page_holds() and set(self._kinds()) <= self.page.warned

    def _page_holds(self) -> bool:
        """True when our own check page sent this, from the browser it was shown in, and not too late."""
        if self.earlier is None:
            return False
        try:
            validate_csrf(self.sent.get(TOKEN), time_limit=int(LIFETIME.total_seconds()))
        except ValidationError:
            return False
        return True

    def _kinds(self) -> tuple[sensitive.Kind, ...]:
        return sensitive.kinds("\n".join(self.message.values.values()))

    def _archive(self, key: PublicKey) -> ResponseReturnValue:
        submission = intake.Submission(
            id=self.page.id,
            message=self.message,
            lang=self.lang,
            notice=pages.site(self.desk.site)["notice"]["hash"],
            reasons=spam.reasons(self.message, self._circumstances()),
            received=self.now.replace(microsecond=0),
        )
        desk = self.desk
        code = intake.archive(
            submission, desk.record, desk.form, key=key, secret=desk.secret, writer=desk.writer
        )
        return redirect(url_for(f".thanks_{self.lang}", code=code), code=303)

    def _signs(self) -> set[str]:
        """What a post shows of itself; the check page's own post would show none of it."""
        foreign = origin.verdict(request) is origin.Origin.FOREIGN
        return ({"decoy"} if self.message.decoy else set()) | ({"foreign"} if foreign else set())

    def _circumstances(self) -> spam.Circumstances:
        signs = self.page.signs | self._signs()
        return spam.Circumstances(
            decoy="decoy" in signs,
            foreign="foreign" in signs,
            age=self.now - self.page.shown,
            sent=self.desk.messages.add(request.remote_addr, now=self.now, within=spam.WINDOW),
            address=request.remote_addr,
            repeats=self.desk.repeats.add(
                self.message.values.get("body", ""), self.page.id, today=self.now.date()
            ),
        )

    def _page(self, *, errors: dict[str, str] | None = None, sorry: str = "") -> str:
        """The check page with the text in editable fields: nothing is stored, nothing is lost."""
        kinds = self._kinds()
        return pages.render(
            "contact/check.html",
            self.lang,
            title=self.t("Check your message"),
            form=self.desk.form,
            message=self.message,
            errors=errors or {},
            kinds=kinds,
            removes_hetu=sensitive.forbids_hetu(self.desk.record),
            late=CHECK in self.sent and not self._page_holds(),
            sorry=sorry,
            token=generate_csrf(),
            check=self.page.add(warned=kinds, signs=self._signs()).sign(self.desk.secret),
        )

    def _flooded(self) -> ResponseReturnValue:
        sorry = self.t(
            "More messages have come from your network than we can take. Wait ten minutes and send this "
            "again, or call us."
        )
        return self._page(sorry=sorry), 429, {"Retry-After": str(int(spam.WINDOW.total_seconds()))}

    def _closed(self) -> ResponseReturnValue:
        sorry = self.t(
            "The form can't take messages right now, and nothing was stored. Try again in a while, or "
            "call us or send an email."
        )
        return self._page(sorry=sorry), 503, {"Retry-After": "60"}
