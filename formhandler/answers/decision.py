"""What becomes of an answer whose letter waits, was refused or is in doubt."""

from functools import partial

from flask import abort
from flask.typing import ResponseReturnValue

from formhandler import letters
from formhandler.answers import sending
from formhandler.answers.answer import Answer
from formhandler.answers.case import Case
from formhandler.answers.sending import Left
from formhandler.owner import flash
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable


class Decision(Case):
    """One button beside an answer: peru takes it back, uudelleen sends it again, perilla says it arrived."""

    def make(self, id: str, do: str) -> ResponseReturnValue:
        if not self.writable:
            return self.lost(None)
        given = next((one for one in self.panel.conversation.given if one.id == id), None)
        try:
            flash.say(self._done(id, given.answer if given else None, do))
        except Left:
            flash.say(self.t("It has left already and can't be taken back."))
        except (Unavailable, VaultError):
            flash.say(self.t("Nothing can be written to the archive now. Try again in a while."))
        return self.back()

    def _done(self, id: str, answer: Answer | None, do: str) -> str:
        if answer is None:
            return self.t("That answer is no longer here.")
        if do == "peru":
            return self._take_back(id, answer)
        if do == "uudelleen":
            again = self.writer.submit(partial(letters.resend, document=id, now=self.now))
            return self.t("It is sent once more.") if again else self.t("It can't be sent once more.")
        if do == "perilla":
            self.writer.submit(partial(letters.leave, document=id))
            return self.t("Noted: it is not sent again.")
        abort(404)

    def _take_back(self, id: str, answer: Answer) -> str:
        draft = self.sealed_draft(answer.subject, answer.body, quote=bool(answer.quote))
        job = partial(sending.take_back, id=id, draft=draft, written=answer.written, now=self.now)
        self.writer.submit(job)
        return self.t("Taken back: it was not sent. The text is in the form again.")
