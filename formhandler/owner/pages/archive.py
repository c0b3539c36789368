"""The key's page: how the archive opens, and the yearly drill of the kit."""

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.owner import flash, log, page, sign_in
from formhandler.owner.access import app, signed_in
from formhandler.turnstile import Full
from formhandler.vault import keys, kit, state, words
from formhandler.vault.errors import WrongWords
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/avain", "key", key, methods=["GET"])
    bp.add_url_rule("/avain/koe", "drill", drill, methods=["GET", "POST"])


@signed_in("reader")
def key() -> ResponseReturnValue:
    """What there is, and the way to change each part of it."""
    t, data = translator(page.lang()), current_app.extensions["config"].data
    known = state.load(data)
    return page.render(
        "owner/key.html",
        title=t("Key"),
        key=keys.load_public(data),
        state=known,
        due=known.kit is not None and known.kit.due(clock.day(clock.utcnow())),
        left=len(g.session.user.recovery),
        unfinished=current_app.extensions["rotating"].unfinished() if g.session.user.may("owner") else None,
    )


@signed_in("owner", carry=False)
def drill() -> ResponseReturnValue:
    """All the words, as on the day they are needed."""
    t, problem, now = translator(page.lang()), "", clock.utcnow()
    if request.method == "POST":
        try:
            with sign_in.slowly(app()):
                kit.drill(current_app.extensions["config"].data, request.form.get("words", ""), now)
        except Full as error:
            problem = sign_in.explain(error, t, now=now)[1]
        except WrongWords:
            problem = _what_is_wrong(request.form.get("words", ""), t)
        else:
            log.note(log.What.KIT_DRILLED, now=now)
            flash.say(t("The kit opens the archive. Put the paper back; the next try is due in a year."))
            return redirect(url_for(".key"), code=303)
    known = state.load(current_app.extensions["config"].data)
    shown = page.render("owner/drill.html", title=t("Try the recovery kit"), problem=problem, kit=known.kit)
    return shown, 422 if problem else 200


def _what_is_wrong(typed: str, t: Translator) -> str:
    """Which word, as far as it can be told."""
    found = words.check(typed)
    if found.unknown:
        first = found.unknown[0]
        if first.near:
            return t(
                "Word %(n)s, “%(word)s”, is not in the list. Is it “%(near)s”?",
                n=first.place,
                word=first.word,
                near=first.near,
            )
        return t("Word %(n)s, “%(word)s”, is not in the list.", n=first.place, word=first.word)
    if found.missing:
        return t("There are %(n)s words; the kit has 24.", n=len(found.words))
    if not found.ok:
        return t("The words do not go together: two have changed places, or one is another word of the list.")
    return t("The words are whole, but of another kit. Compare the fingerprint on the print.")
