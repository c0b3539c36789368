"""One post of the form, from its fields to its answer."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from formhandler import gate, origin, pages
from formhandler.contact import intake, rates, sensitive, spam, ticket
from formhandler.contact.breaker import Breaker
from formhandler.contact.checkpage import LIFETIME, CheckPage
from formhandler.contact.counts import Refused
from formhandler.contact.lists import Matcher
from formhandler.contact.message import CHECK, TICKET, TOKEN, Message, errors
from formhandler.contact.rates import Rates
from formhandler.counts import forms
from formhandler.receipts import desk as receipts
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
    refused: Refused
    breaker: Breaker
    lists: Matcher
    receipts: receipts.Desk


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
            self.desk.refused.add()
            return self._flooded()
        try:
            key = self.desk.gate.key()
        except gate.Closed:
            return self._closed()
        if found := errors(self.message, self.desk.form, self.t):
            return self._page(errors=found), 422
        try:
            if self._confirmed():
                reasons = spam.reasons(self.message, self._circumstances(self.page))
                taken = self._archive(key, self.page, reasons)
            else:
                taken = self._at_once(key)
        except (Busy, Unavailable) as error:
            logger.error("A message was not stored, its sender was told so: %s", error)
            return self._closed()
        return taken or (self._page(), 422 if CHECK in self.sent else 200)

    def _at_once(self, key: PublicKey) -> ResponseReturnValue | None:
        """Take what our own page sent with a ticket, unless something calls for the check page: then None."""
        if CHECK in self.sent or origin.verdict(request) is not origin.Origin.SAME or self._kinds():
            return None
        paid = ticket.read(self.sent.get(TICKET, ""), self.desk.secret, self.desk.form.id, now=self.now)
        if paid is None:
            return None
        page = CheckPage.skipped(paid)
        around = self._circumstances(page)
        reasons = spam.reasons(self.message, around)
        if around.rush or spam.score(reasons) >= spam.QUARANTINE:
            return None
        return self._archive(key, page, reasons, paid)

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

    def _archive(
        self,
        key: PublicKey,
        page: CheckPage,
        reasons: tuple[spam.Reason, ...],
        paid: ticket.Ticket | None = None,
    ) -> ResponseReturnValue | None:
        """Store the message and lead to its receipt; None when its ticket was used for another one."""
        notice = pages.site(self.desk.site)["notice"]
        submission = intake.Submission(
            id=page.id,
            message=self.message,
            lang=self.lang,
            notice=notice["hash"],
            version=notice["version"],
            reasons=reasons,
            received=self.now.replace(microsecond=0),
            paid=paid,
            counted=forms.sent(
                self.desk.record, self.desk.form.page[self.lang], request.headers, now=self.now
            ),
        )
        desk = self.desk
        code = intake.archive(
            submission,
            desk.record,
            desk.form,
            key=key,
            secret=desk.secret,
            writer=desk.writer,
            outbox=desk.gate.outbox() if self.message.consents else None,
        )
        if code is None:
            return None
        receipts.Issued(id=page.id, lang=self.lang, at=int(self.now.timestamp())).put(session)
        return redirect(url_for(f".thanks_{self.lang}", code=code), code=303)

    def _signs(self) -> set[str]:
        """What a post shows of itself; the check page's own post would show none of it."""
        foreign = origin.verdict(request) is origin.Origin.FOREIGN
        return ({"decoy"} if self.message.decoy else set()) | ({"foreign"} if foreign else set())

    def _circumstances(self, page: CheckPage) -> spam.Circumstances:
        """Note the message in every count, once it would be taken, and return what the counts say of it."""
        signs = page.signs | self._signs()
        sent = self.desk.messages.add(request.remote_addr, now=self.now, within=spam.WINDOW)
        if sent <= spam.MANY or rates.local(request.remote_addr):  # one network alone opens no breaker
            self.desk.breaker.add(now=self.now)
        return spam.Circumstances(
            decoy="decoy" in signs,
            foreign="foreign" in signs,
            age=self.now - page.shown,
            sent=sent,
            address=request.remote_addr,
            repeats=self.desk.repeats.add(
                self.message.values.get("body", ""), page.id, today=self.now.date()
            ),
            rush=self.desk.breaker.open(now=self.now),
            listed=self.desk.lists.match(self.message.values),
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
