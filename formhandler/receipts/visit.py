"""One visit with a receipt code, from what was posted to the page that answers."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from formhandler import gate, origin, pages
from formhandler.contact import intake, sensitive
from formhandler.contact.rates import Rates
from formhandler.receipts.desk import Desk, Open
from formhandler.receipts.follow_up import FollowUp, text_field
from formhandler.receipts.guesses import WINDOW, Guesses
from formhandler.turnstile import Full
from formhandler.vault import words
from formhandler.vault.envelope import Tampered
from formhandler.writer import Busy, Unavailable, Writer
from record import Record
from record.model.form import Form
from texts import translator

logger = logging.getLogger(__name__)

#: Posts under a conversation that one network may send within WINDOW.
MANY = 20
LONGEST = 200  # characters: twelve for each word and its space would do


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What a visit is handled with; made once by init_app."""

    record: Record
    form: Form
    site: Path  # the built site, which knows the words of the page and the notice that stands on it
    gate: gate.Gate
    writer: Writer
    secret: bytes
    receipts: Desk
    guesses: Guesses
    posts: Rates


class Visit:
    """One post with a code, which lies in the page's form alone: in no cookie, session or address."""

    def __init__(self, counter: Counter, lang: str, sent: MultiDict[str, str], *, now: datetime) -> None:
        self.counter, self.lang, self.sent, self.now = counter, lang, sent, now
        self.t = translator(lang)
        self.words = words.normalise(sent.get("words", "")[:LONGEST])

    def answer(self) -> ResponseReturnValue:
        """Everything that can be said without the slow step is said first."""
        if origin.verdict(request) is origin.Origin.FOREIGN:
            return self._start(
                sorry=self.t("Another site sent this here. Write the words on this page.")
            ), 403
        if problem := self._problem():
            return self._start(problem=problem), 422
        if self.counter.guesses.too_many(request.remote_addr, now=self.now):
            return self._too_many()
        try:
            opened = self.counter.receipts.open(self.words)
        except (Full, Unavailable):
            return self._busy()
        except Tampered as error:
            logger.error("A receipt code was right and opened nothing: %s", error)
            return self._start(sorry=self._damaged()), 500
        if opened is None:
            self.counter.guesses.wrong(request.remote_addr, now=self.now)
            return self._start(problem=self._unknown()), 422
        if "file" in self.sent:
            return self._download(opened)
        return self._write(opened) if "request" in self.sent or "id" in self.sent else self._show(opened)

    def _download(self, opened: Open) -> ResponseReturnValue:
        """One file of a package; the page again where it is gone."""
        id, _, place = self.sent.get("file", "").partition("-")
        for kept in opened.conversation.packages:
            if kept.id == id and place.isdecimal() and int(place) < len(kept.package.files):
                file = kept.package.files[int(place)]
                headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
                return Response(file.text, mimetype=file.mimetype, headers=headers)
        return self._show(opened, sorry=self.t("That file is no longer here: its last day has passed."))

    def _problem(self) -> str:
        """What can't be a code, before a derivation is spent on it: not six words, or one of no list."""
        checked = words.check(self.words)
        if len(checked.words) != words.RECEIPT:
            return self.t.n(
                "This is one word, and the code has six.",
                "These are %(n)s words, and the code has six.",
                len(checked.words),
            )
        for unknown in checked.unknown:
            if unknown.near:
                return self.t(
                    "Word %(place)s, “%(word)s”, is in no receipt code. Is it “%(near)s”?",
                    place=unknown.place,
                    word=unknown.word,
                    near=unknown.near,
                )
            return self.t(
                "Word %(place)s, “%(word)s”, is in no receipt code.", place=unknown.place, word=unknown.word
            )
        return ""

    def _write(self, opened: Open) -> ResponseReturnValue:
        """Store what the visitor writes next, and show the conversation with it."""
        follow_up, field = FollowUp.from_form(self.sent), text_field(self.counter.form)
        if found := follow_up.errors(field, self.t):
            return self._show(opened, follow_up=follow_up, errors=found), 422
        if not follow_up.warned_of_all:
            return self._show(opened, follow_up=follow_up), 422
        if self.counter.posts.add(request.remote_addr, now=self.now, within=WINDOW) > MANY:
            sorry = self.t(
                "Too many messages have come from your network. Wait ten minutes and send this again."
            )
            return self._show(opened, follow_up=follow_up, sorry=sorry), 429, self._later()
        try:
            reference = self._keep(opened, follow_up)
        except (gate.Closed, Busy, Unavailable) as error:
            logger.error("A follow-up was not stored, its sender was told so: %s", error)
            sorry = self.t(
                "Nothing was stored, because the archive can't be written right now. Try again soon."
            )
            return self._show(opened, follow_up=follow_up, sorry=sorry), 503, {"Retry-After": "60"}
        return self._show(self.counter.receipts.again(opened), sent=reference)

    def _keep(self, opened: Open, follow_up: FollowUp) -> str:
        counter = self.counter
        submission = follow_up.submission(
            opened,
            text_field(counter.form),
            lang=self.lang,
            notice=pages.site(counter.site)["notice"]["hash"],
            now=self.now,
        )
        reference = intake.archive(
            submission,
            counter.record,
            counter.form,
            key=counter.gate.key(),
            secret=counter.secret,
            writer=counter.writer,
        )
        assert reference is not None  # only a ticket that was used gives None
        return reference

    def _show(
        self,
        opened: Open,
        *,
        follow_up: FollowUp | None = None,
        errors: Any = (),
        sorry: str = "",
        sent: str = "",
    ) -> str:
        """The conversation, and the form under it."""
        follow_up = follow_up or FollowUp.new()
        return pages.render(
            "receipts/conversation.html",
            self.lang,
            title=self.t("Your messages and our answers"),
            conversation=opened.conversation,
            form=self.counter.form,
            field=text_field(self.counter.form),
            words=self.words,
            follow_up=follow_up.warn(),
            kinds=follow_up.kinds,
            removes_hetu=sensitive.forbids_hetu(self.counter.record),
            errors=errors,
            sorry=sorry,
            sent=sent,
        )

    def _start(self, *, problem: str = "", **values: str) -> str:
        """The page that asks for the words, with those that were written."""
        try:
            page = pages.site(self.counter.site)["receipt"][self.lang]
        except pages.SiteMissing:
            page = {"title": self.t("Receipt code"), "content": ""}
        return pages.render(
            "receipt.html",
            self.lang,
            title=page["title"],
            page=page,
            page_url_by_lang=self.counter.form.receipt,
            words=self.sent.get("words", "")[:LONGEST],
            problem=problem,
            **values,
        )

    def _unknown(self) -> str:
        return self.t(
            "These words open nothing here. Either one of them is wrong or in the wrong place, or the "
            "messages were erased when their time was up."
        )

    def _damaged(self) -> str:
        return self.t("The code is right, but what it opens was damaged here. Call us or send an email.")

    def _too_many(self) -> ResponseReturnValue:
        sorry = self.t("Too many wrong codes have come from your network. Wait ten minutes and try again.")
        return self._start(sorry=sorry), 429, self._later()

    def _busy(self) -> ResponseReturnValue:
        sorry = self.t("Many codes are being looked up just now. Send the words again in a few seconds.")
        return self._start(sorry=sorry), 503, {"Retry-After": "5"}

    def _later(self) -> dict[str, str]:
        return {"Retry-After": str(int(WINDOW.total_seconds()))}
