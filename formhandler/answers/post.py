"""One post of the writing form on its way: the form again, the check page, or the visitor."""

from dataclasses import replace
from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from formhandler import letters
from formhandler.answers import check, outgoing, said, sending
from formhandler.answers.answer import MAIL, RECEIPT, WAYS, Answer
from formhandler.answers.case import Case
from formhandler.answers.panel import Line
from formhandler.answers.sending import Gone, Overtaken, TakenBack
from formhandler.answers.template import fill
from formhandler.answers.writing import Writing
from formhandler.owner import flash, page
from formhandler.owner.flash import Undo
from formhandler.owner.log import What, note
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable
from texts.dates import format_ago

SEND = "send-"  # before the way, on the check page's own button


class Post(Case):
    """What the writing form's button asks for. Whatever comes of it, what was written is not lost."""

    def answer(self, writing: Writing, do: str) -> ResponseReturnValue:
        if not self.writable:
            return self.lost(writing)
        if not self.panel.mailable:
            writing = replace(writing, notify=False)
        try:
            return self._do(writing, do)
        except Gone:
            self.look()
            return self.lost(writing)
        except (Unavailable, VaultError):
            sorry = self.t(
                "Nothing can be written to the archive now. Your text is here; try again in a while."
            )
            return self.form(writing, {"form": sorry}), 503

    def _do(self, writing: Writing, do: str) -> ResponseReturnValue:
        if do == "draft":
            return self._save(writing)
        if do == "template":
            return self.form(self._with_template(writing))
        via = do.removeprefix(SEND)
        if via not in WAYS:
            return self.form(writing)  # "edit", from the check page
        if errors := self._errors(writing, via):
            return self.form(writing, errors), 422
        return self._send(writing, via) if do.startswith(SEND) else self._check(writing, via)

    def _save(self, writing: Writing) -> ResponseReturnValue:
        """An empty text is no draft: saving it deletes the one that was there."""
        if writing.too_long:
            return self.form(writing, writing.errors(self.t)), 422
        thread, empty = self.panel.conversation.thread, not writing.body.strip()
        if empty:
            self.writer.submit(partial(sending.drop_draft, thread=thread))
        else:
            sealed = self.sealed_draft(writing.subject, writing.body, quote=writing.quote)
            self.writer.submit(partial(sending.save_draft, sealed=sealed))
        flash.say(self.t("The draft was deleted.") if empty else self.t("The draft is saved."))
        return self.back()

    def _with_template(self, writing: Writing) -> Writing:
        chosen = next((one for one in self.panel.templates if one.id == writing.template), None)
        if chosen is None:
            return writing
        talk = self.panel.conversation
        return writing.with_text(fill(chosen.text(talk.lang), said.places(talk, self.record, self.user)))

    def _errors(self, writing: Writing, via: str) -> dict[str, str]:
        """What must be mended before it can go that way, by field; of no one field under "form"."""
        errors = writing.errors(self.t)
        if via == MAIL and not self.panel.mailable:
            errors["form"] = self.t("The visitor left no email address that mail can be sent to.")
        if via == RECEIPT and self.panel.conversation.receipt is None:
            errors["form"] = self.t("This visitor has no receipt code to read an answer with.")
        return errors

    def _check(self, writing: Writing, via: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
        """What goes to whom, with every warning: nothing leaves before this page was seen."""
        talk = self.panel.conversation
        answer = outgoing.answer_of(writing, via, talk, by=self.user, now=self.now)
        overtaken = talk.newest.goes_beyond(writing.seen)
        shown = page.render(
            "answers/check.html",
            title=self.t("Check the answer"),
            panel=self.panel,
            writing=writing.renewed(seen=talk.newest) if overtaken else writing,
            answer=answer,
            kinds=check.kinds(answer),
            newer=self._newer(writing),
            new_message=talk.newest.message > writing.seen.message,
            errors=errors or {},
        )
        return shown, 422 if errors else 409 if overtaken else 200

    def _newer(self, writing: Writing) -> list[tuple[Line, str]]:
        """The answers that came since the writer looked, each with how long ago."""
        newer = [line for line in self.panel.lines if line.given.seq > writing.seen.answer]
        return [(line, self._ago(line.given.answer)) for line in newer]

    def _ago(self, answer: Answer | None) -> str:
        return format_ago(answer.written, self.now, page.lang()) if answer else ""

    def _send(self, writing: Writing, via: str) -> ResponseReturnValue:
        talk = self.panel.conversation
        answer = outgoing.answer_of(writing, via, talk, by=self.user, now=self.now)
        if check.kinds(answer) and not writing.anyway:
            box = self.t("Tick the box if you want to send it by email in spite of the warning.")
            return self._check(writing, via, {"anyway-1": box})
        out = outgoing.prepare(answer, writing, talk, self.record, self.config, to=self.key())
        outbox_key = letters.outbox_key(self.config.data)
        try:
            first = self.writer.submit(
                partial(sending.send, outgoing=out, outbox_key=outbox_key, now=self.now)
            )
        except Overtaken:
            self.look()
            return self._check(writing, via)
        except TakenBack:
            taken = self.t("This answer was taken back. To send it after all, go on from here.")
            return self.form(writing.renewed(seen=talk.newest), {"form": taken}), 409
        if first:
            self._sent(out.sealed.id, via)
        return self.back()

    def _sent(self, id: str, via: str) -> None:
        """Say so on the next page, with the way to take it back; and in the access log."""
        undo = Undo(url=url_for(".letter", reference=self.reference, id=id, do="peru"))
        if via == MAIL:
            seconds = int(letters.UNDO.total_seconds())
            flash.say(self.t("The answer leaves in %(seconds)s seconds.", seconds=seconds), undo)
        else:
            flash.say(self.t("The answer lies behind the receipt code, where the visitor can read it."), undo)
        note(What.ANSWERED, self.reference, now=self.now)
