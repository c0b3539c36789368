"""What a view of one conversation has at hand: its panel, its pages, and the way back."""

from datetime import datetime

from flask import current_app, g, redirect, url_for
from flask.typing import ResponseReturnValue

from formhandler.answers import outgoing, panel
from formhandler.answers.answer import Draft
from formhandler.answers.panel import Panel
from formhandler.answers.store import Sealed
from formhandler.answers.writing import Writing
from formhandler.config import Config
from formhandler.owner import page
from formhandler.vault import keys
from formhandler.vault.keys import PublicKey
from formhandler.writer import Writer
from record import Record
from texts import translator


class Case:
    """One conversation before the owner, at *now*."""

    def __init__(self, reference: str, *, now: datetime) -> None:
        self.reference, self.now = reference, now
        self.t = translator(page.lang())
        self.record: Record = current_app.extensions["record"]
        self.config: Config = current_app.extensions["config"]
        self.writer: Writer = current_app.extensions["writer"]
        self.found: Panel | None = None
        self.look()

    def look(self) -> None:
        """See how the conversation stands in this moment."""
        self.found = panel.of(self.reference, now=self.now)

    @property
    def panel(self) -> Panel:
        assert self.found is not None  # views ask `writable` first
        return self.found

    @property
    def writable(self) -> bool:
        """There is such a message, and it opens: else nobody knows whom an answer would go to."""
        return self.found is not None and bool(self.found.conversation.messages)

    @property
    def user(self) -> str:
        name: str = g.session.user.name
        return name

    def key(self) -> PublicKey:
        """What everything is sealed to. Raises VaultError."""
        return keys.present(self.config.data, current_app.extensions["engine"])

    def sealed_draft(self, subject: str, body: str, *, quote: bool) -> Sealed:
        """A draft of these words. Raises VaultError."""
        words = Draft(saved=self.now, subject=subject, body=body, quote=quote, by=self.user)
        return outgoing.draft(words, self.panel.conversation, self.record, to=self.key())

    def form(self, writing: Writing, errors: dict[str, str] | None = None) -> str:
        """The writing form, with what is written so far."""
        shown = page.render(
            "answers/write.html",
            title=self.t("Answer to message %(reference)s", reference=self.reference),
            panel=self.panel.with_writing(writing, errors or {}),
        )
        return shown

    def lost(self, writing: Writing | None) -> ResponseReturnValue:
        """Nothing to answer any more: what was written is shown, so that it can be kept elsewhere."""
        shown = page.render(
            "answers/lost.html",
            title=self.t("This message can't be answered"),
            reference=self.reference,
            there=self.found is not None,
            writing=writing,
        )
        return shown, 409 if self.found else 404

    def back(self) -> ResponseReturnValue:
        """To the message's page, with 303 so that reloading it repeats nothing."""
        return redirect(url_for(".message", reference=self.reference) + "#answers", code=303)
