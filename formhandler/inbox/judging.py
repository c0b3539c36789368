"""The buttons "This is spam" and "Not spam": for one message or several, and taken back by one more."""

from datetime import datetime

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.inbox import verdict
from formhandler.inbox.store import MESSAGE, QUARANTINE
from formhandler.inbox.verdict import Judged
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.owner.flash import Undo
from texts import Translator, translator

#: What the buttons send, and where it moves a message.
KINDS = {"spam": QUARANTINE, "ham": MESSAGE}
OPPOSITE = {"spam": "ham", "ham": "spam"}
MOST = 200  # messages in one post: more than a page has


def routes(bp: Blueprint) -> None:
    """Add /tuomio."""
    bp.add_url_rule("/tuomio", "judge", judge, methods=["POST"])


@signed_in("staff")
def judge() -> ResponseReturnValue:
    """Move the messages whose references are in "ref", and offer the way back."""
    t = translator(page.lang())
    said = request.form.get("verdict", "")
    references = " ".join(request.form.getlist("ref")).split()
    if said not in KINDS or len(references) > MOST:
        abort(400)
    back = url_for(".inbox" if (said == "spam") != ("undo" in request.form) else ".quarantine")
    if not references:
        flash.say(t("Choose at least one message first."))
        return redirect(back, code=303)
    judged = _judge(said, references, undo="undo" in request.form)
    _note(said, judged, now=clock.utcnow())
    _say(said, judged, t)
    return redirect(back, code=303)


def _judge(said: str, references: list[str], *, undo: bool) -> Judged:
    with current_app.extensions["reader"].connect() as db:
        return verdict.judge(
            references,
            KINDS[said],
            keys=g.session.keyring,
            record=current_app.extensions["record"],
            db=db,
            writer=current_app.extensions["writer"],
            today=clock.day(clock.utcnow()),
            counted=not undo,
        )


def _note(said: str, judged: Judged, *, now: datetime) -> None:
    if judged.moved:
        what = log.What.SPAM if said == "spam" else log.What.NOT_SPAM
        log.note(what, ", ".join(judged.moved), now=now)


def _say(said: str, judged: Judged, t: Translator) -> None:
    if judged.moved:
        fields = {"verdict": OPPOSITE[said], "ref": " ".join(judged.moved), "undo": "1"}
        flash.say(_moved(said, len(judged.moved), t), Undo(url=url_for(".judge"), fields=fields))
    if judged.already:
        flash.say(_already(said, len(judged.already), t))
    if judged.gone:
        flash.say(
            t("Erased meanwhile, so nothing was moved: %(references)s", references=", ".join(judged.gone))
        )
    if judged.unreadable:
        names = ", ".join(judged.unreadable)
        flash.say(t("These do not open, so they stay where they are: %(references)s", references=names))


def _moved(said: str, n: int, t: Translator) -> str:
    if said == "spam":
        return t.n("Moved to quarantine.", "Moved %(n)s messages to quarantine.", n)
    return t.n("Moved to the inbox.", "Moved %(n)s messages to the inbox.", n)


def _already(said: str, n: int, t: Translator) -> str:
    if said == "spam":
        return t.n("It was in quarantine already.", "%(n)s messages were in quarantine already.", n)
    return t.n("It was in the inbox already.", "%(n)s messages were in the inbox already.", n)
