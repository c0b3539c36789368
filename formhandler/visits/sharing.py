"""Who else gets the figures: a link for others, a token for programs, and the monthly mail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock, reports
from formhandler.figures.period import next_month
from formhandler.owner import access, confirm, flash, log, page
from formhandler.owner.access import signed_in
from formhandler.owner.flash import Undo
from formhandler.owner.log import What
from formhandler.sharing import api, store, token, views
from formhandler.sharing.store import Opens
from formhandler.writer import Unavailable
from record import Record, Unstated
from texts import Translator, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is switched on."""

    link: bool
    token: bool
    report: bool


def routes(bp: Blueprint) -> None:
    """Add /kaynnit/jako."""
    bp.add_url_rule("/kaynnit/jako", "share", show, methods=["GET"])
    bp.add_url_rule("/kaynnit/jako", "change_sharing", change, methods=["POST"])


@signed_in("owner")
def show() -> ResponseReturnValue:
    """What is on and what is off; a new link or token until its owner says that it is in safety."""
    return _page({})


@signed_in("owner", carry=False)
def change() -> ResponseReturnValue:
    """Switch one of them on or off."""
    t, what = translator(page.lang()), request.form.get("what", "")
    if what == "seen":
        access.put_aside(opener=None)
        return redirect(url_for(".share"), code=303)
    if (do := _deeds().get(what)) is None:
        abort(400)
    try:
        problems = do(t)
    except Unavailable:
        flash.say(t("Nothing was changed: the database cannot be written just now. Try again in a while."))
        return redirect(url_for(".share"), code=303)
    if problems:
        return _page(problems), 422
    return redirect(url_for(".share"), code=303)


def _deeds() -> Mapping[str, Callable[[Translator], dict[str, str]]]:
    """What a button says → what is done, which returns a field's id → what is wrong with it."""
    return {
        "link": partial(_make, Opens.LINK),
        "link-off": partial(_end, Opens.LINK),
        "token": partial(_make, Opens.TOKEN),
        "token-off": partial(_end, Opens.TOKEN),
        "report": partial(_report, True),
        "report-off": partial(_report, False),
    }


def _make(which: Opens, t: Translator) -> dict[str, str]:
    """A new one, which ends the old; it outlasts the session, so the passphrase is asked for."""
    if problem := confirm.problem(t):
        return {f"{which}-passphrase": problem}
    made = token.new()
    log.note(What.SHARED, _address(which), now=clock.utcnow())
    _write(partial(store.keep, which=which, digest=token.digest(made)))
    shown = f"{_site()}{views.PATH}/{made}" if which is Opens.LINK else made
    access.put_aside(opener={"which": which.value, "shown": shown})
    return {}


def _end(which: Opens, t: Translator) -> dict[str, str]:
    _write(partial(store.end, which=which))
    log.note(What.UNSHARED, _address(which), now=clock.utcnow())
    if (access.aside().get("opener") or {}).get("which") == which:
        access.put_aside(opener=None)
    if which is Opens.LINK:
        flash.say(t("The link opens nothing any more."))
    else:
        flash.say(t("The token opens nothing any more."))
    return {}


def _report(on: bool, t: Translator) -> dict[str, str]:
    back = Undo(url=url_for(".change_sharing"), fields={"what": "report-off" if on else "report"})
    if on:
        _write(partial(reports.on, month=_today().replace(day=1)))
        flash.say(t("The monthly mail is switched on."), back)
    else:
        _write(reports.off)
        flash.say(t("The monthly mail is switched off."), back)
    return {}


def _page(problems: Mapping[str, str]) -> str:
    t, config = translator(page.lang()), current_app.extensions["config"]
    record: Record = current_app.extensions["record"]
    with current_app.extensions["reader"].connect() as db:
        state = State(
            link=store.kept(db, Opens.LINK) is not None,
            token=store.kept(db, Opens.TOKEN) is not None,
            report=reports.is_on(db),
        )
    return page.render(
        "visits/sharing.html",
        title=t("Sharing the figures"),
        state=state,
        problems=problems,
        opener=access.aside().get("opener"),
        api=f"{_site()}{api.EXAMPLE}",
        mail_to=config.mail_to or record.contact.email,
        sends=config.mail_url is not None,
        next=next_month(_today()),
    )


def _address(which: Opens) -> str:
    return f"{views.PATH}/" if which is Opens.LINK else api.PATH


def _site() -> str:
    """The site's address; while it is not stated, the one that this page was asked for at."""
    record: Record = current_app.extensions["record"]
    return request.host_url.rstrip("/") if isinstance(record.site.url, Unstated) else record.site.url


def _today() -> date:
    return clock.day(clock.utcnow())


def _write(job: Callable[[Connection], Any]) -> None:
    current_app.extensions["writer"].submit(job)
