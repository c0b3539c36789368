"""The recovery kit: its words shown for the print, then three of them typed back."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from formhandler import clock
from formhandler.owner import access, confirm, flash, log, page, sign_in
from formhandler.owner.access import signed_in
from formhandler.owner.pages import rotation
from formhandler.turnstile import Full
from formhandler.vault import kit as kits
from formhandler.vault import state
from formhandler.vault.errors import WrongWords
from formhandler.vault.words import normalise
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/avain/tuloste", "kit", kit, methods=["GET", "POST"])
    bp.add_url_rule("/avain/tuloste/sanat", "kit_proof", proof, methods=["GET", "POST"])


@signed_in("owner", carry=False)
def kit() -> ResponseReturnValue:
    """Make a kit, and show it for the print until it is proven."""
    t, problem = translator(page.lang()), ""
    if request.method == "POST" and not (problem := _refused(t)):
        return redirect(url_for(".kit"), code=303)
    known = state.load(_data())
    if chosen := access.aside().get("kit"):
        made = known.next or known.kit
        assert made is not None  # the kit whose words are at hand
        svg = Markup(kits.qr_svg(chosen))  # noqa: S704  # segno's own
        return page.render("owner/kit.html", title=t("Recovery kit"), words=chosen, kit=made, qr=svg)
    shown = page.render("owner/kit_make.html", title=t("Recovery kit"), state=known, problem=problem)
    return shown, 422 if problem else 200


def _refused(t: Translator) -> str:
    """Make the kit and return nothing, or say why not."""
    now = clock.utcnow()
    if problem := confirm.problem(t):
        return problem
    try:
        with sign_in.slowly(access.app()):
            words = kits.make(_data(), g.session.keyring, page.lang(), now, renew=True)
    except Full as error:
        return sign_in.explain(error, t, now=now)[1]
    access.put_aside(kit=words, asked=list(kits.questions(words)))
    log.note(log.What.KIT_MADE, now=now)
    return ""


@signed_in("owner", carry=False)
def proof() -> ResponseReturnValue:
    """Three words, typed back from the paper."""
    t, now, aside = translator(page.lang()), clock.utcnow(), access.aside()
    words, asked, problems = aside.get("kit"), aside.get("asked", []), {}
    if words is None:
        return redirect(url_for(".kit"), code=303)
    if request.method == "POST":
        answers = {place: request.form.get(f"word-{place}", "") for place in asked}
        try:
            with sign_in.slowly(access.app()):
                kits.prove(_data(), words, answers, now)
        except Full as error:
            problems = {f"word-{asked[0]}": sign_in.explain(error, t, now=now)[1]}
        except WrongWords:
            problems = _wrong(words, answers, t)
        else:
            return _proven(aside)
    shown = page.render("owner/kit_proof.html", title=t("Try the print"), asked=asked, problems=problems)
    return shown, 422 if problems else 200


def _wrong(words: Sequence[str], answers: Mapping[int, str], t: Translator) -> dict[str, str]:
    """Field -> what is wrong with it."""
    return {
        f"word-{place}": t("Word %(n)s of the print is another one.", n=place)
        for place, typed in answers.items()
        if normalise(typed) != words[place - 1]
    }


def _proven(aside: Mapping[str, Any]) -> ResponseReturnValue:
    """The kit opens the archive: go on with what it was made for."""
    t, now = translator(page.lang()), clock.utcnow()
    access.put_aside(kit=None, asked=None, sealing=None)
    log.note(log.What.KIT_DRILLED, now=now)
    if aside.get("sealing"):
        return rotation.seal_off()
    flash.say(t("The kit opens the archive. Keep the print safe."))
    return redirect(url_for(".ready" if aside.get("setup") else ".key"), code=303)


def _data() -> Path:
    data: Path = current_app.extensions["config"].data
    return data
