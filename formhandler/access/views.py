"""The page on which a person's data is looked through and handed over."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.access import delivering, package, portable, rendering
from formhandler.access import person as people
from formhandler.access.delivering import ACCESS, KINDS, PORTABLE, Delivery
from formhandler.access.package import By
from formhandler.access.person import Opening, Person
from formhandler.answers.conversation import Conversation
from formhandler.exchange import store as exports
from formhandler.owner import access, flash, log, page
from formhandler.owner.access import signed_in
from formhandler.permissions import channels
from formhandler.receipts.desk import Minted
from formhandler.register import reading
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.turnstile import Full
from formhandler.vault import keys, users
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import PublicKey
from formhandler.writer import Unavailable
from texts import LANGUAGES, Translator, translator

NEW = "new"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page has at hand: whose data, for which request, in which language."""

    person: Person
    case: Case | None
    lang: str

    @property
    def kind(self) -> str:
        return PORTABLE if self.case is not None and self.case.article == "20" else ACCESS

    @property
    def codes(self) -> tuple[Conversation, ...]:
        """Conversations whose code the person has already."""
        return tuple(talk for talk in self.person.talks if talk.receipt is not None)


def routes(bp: Blueprint) -> None:
    """Add /kortti/<id>/tiedot, its buttons, and /pyynto/<id>/paketti."""
    bp.add_url_rule("/pyynto/<id>/paketti", "package_of_request", of_request, methods=["GET"])
    bp.add_url_rule("/kortti/<id>/tiedot", "package", show, methods=["GET"])
    bp.add_url_rule("/kortti/<id>/tiedot", "package_deliver", deliver, methods=["POST"])
    bp.add_url_rule("/kortti/<id>/tiedot/lataa", "package_download", download, methods=["POST"])


@signed_in("staff")
def of_request(id: str) -> ResponseReturnValue:
    """From a request to the data of its person."""
    t, case = translator(page.lang()), _case(id)
    if case is None:
        abort(404)
    if case.card is None:
        flash.say(t("Join the request to a card first."))
        return redirect(url_for(".request", id=id), code=303)
    return redirect(url_for(".package", id=case.card, pyynto=id), code=303)


@signed_in("staff")
def show(id: str) -> ResponseReturnValue:
    """Everything that will be in the package, before anybody gets it."""
    return _page(_desk(id))


@signed_in("staff")
def deliver(id: str) -> ResponseReturnValue:
    """Seal the package to a receipt code; a new code's words are shown once, until they are handed over."""
    if "given" in request.form:
        access.put_aside(package=None)
        return redirect(_here(id), code=303)
    desk, t = _desk(id), translator(page.lang())
    if problems := _problems(desk, t):
        return _page(desk, problems=problems), 422
    try:
        code, until = _deliver(desk, request.form.get("code", NEW))
    except rights.Stale:
        return _page(
            desk, problems={"main": t("Somebody changed the request in this moment. Try again.")}
        ), 409
    except (Full, Unavailable):
        return _page(desk, problems={"main": t("Nothing can be written now. Try again in a while.")}), 503
    log.note(log.What.PACKAGED, id, now=clock.utcnow())
    access.put_aside(package={"card": id, "words": " ".join(code), "until": until, "lang": desk.lang})
    return redirect(_here(id), code=303)


@signed_in("staff")
def download(id: str) -> ResponseReturnValue:
    """One file, for whoever gets it on paper or in hand. It is written down as an export."""
    desk, now = _desk(id), clock.utcnow()
    kind, _, place = request.form.get("file", "").partition("-")
    if kind not in KINDS or not place.isdecimal():
        abort(400)
    files = delivering.files(kind, desk.person, _by(desk)).files
    if int(place) >= len(files):
        abort(400)
    file = files[int(place)]
    content = {"recipient": "", "purpose": kind, "format": file.name, "cards": 1, "own": True}
    content["actor"] = reading.actor()
    rows, record = reading.rows(), current_app.extensions["record"]
    current_app.extensions["writer"].submit(
        lambda db: exports.exported(db, rows, record, content, card=id, now=now)
    )
    log.note(log.What.PACKAGED, id, now=now)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.text, mimetype=file.mimetype, headers=headers)


def opening() -> Opening:
    """What opens a person in this request's session."""
    extensions = current_app.extensions
    labels = users.labels(extensions["config"].data, g.session.keyring)
    return Opening(
        reading.rows(),
        g.session.keyring,
        extensions["record"],
        channels.suppression_key(extensions["secret"]),
        {label.name: label.role for label in labels},
    )


def person_of(id: str) -> Person:
    """Everything of the card *id*, which is written into the access log first; 404 when there is none."""
    with current_app.extensions["reader"].connect() as db:
        try:
            found = people.read(db, opening(), id)
        except EnvelopeError:
            abort(redirect(url_for(".card", id=id), code=303))  # its page says what is wrong
    if found is None:
        abort(404)
    log.note(log.What.CARD_OPENED, id, now=clock.utcnow())
    return found


def case_of(person: Person, id: str) -> Case | None:
    """The request *id* when it is this person's."""
    return next((case for case in person.requests if case.id == id), None)


def _desk(id: str) -> Desk:
    person = person_of(id)
    case = case_of(person, request.values.get("pyynto", ""))
    asked = request.values.get("kieli", "")
    return Desk(person, case, next(filter(LANGUAGES.__contains__, (asked, person.lang)), page.lang()))


def _case(id: str) -> Case | None:
    with current_app.extensions["reader"].connect() as db:
        try:
            return rights.one(db, reading.rows(), id)
        except EnvelopeError:
            return None


def _by(desk: Desk, *, masked: bool = False) -> By:
    roles = opening().roles
    return By(current_app.extensions["record"], translator(desk.lang), clock.utcnow(), roles, masked)


def _problems(desk: Desk, t: Translator) -> dict[str, str]:
    """Whoever gets a package is somebody whose identity was checked (GDPR Art. 12(6))."""
    if desk.case is not None and not desk.case.identity:
        return {"main": t("First make sure who asks, and write it on the request.")}
    if desk.case is None and "sure" not in request.form:
        return {"sure-1": t("Make sure who asks, then tick this.")}
    if request.form.get("kind", ACCESS) not in KINDS:
        return {"main": t("Choose what to hand over.")}
    return {}


def _deliver(desk: Desk, chosen: str) -> tuple[tuple[str, ...], str]:
    """Hand over to the conversation *chosen*, or to a new code: its words, if new, and the last day, ISO."""
    extensions, now = current_app.extensions, clock.utcnow()
    record, rows = extensions["record"], reading.rows()
    code, thread, receipt = _code(desk, chosen)
    kind = request.form.get("kind", ACCESS)
    until = delivering.last_day(record, clock.day(now))
    made = delivering.files(kind, desk.person, _by(desk))
    key = keys.present(extensions["config"].data, extensions["engine"])
    delivery = Delivery(
        person=desk.person,
        sealed=delivering.sealed(made, thread, until=until, to=key, receipt=receipt),
        code=code,
        request=desk.case.id if desk.case else None,
        kind=kind,
        actor=reading.actor(),
    )
    extensions["writer"].submit(delivering.job(rows, record, delivery, now))
    return (code.words if code else ()), until.isoformat()


def _code(desk: Desk, chosen: str) -> tuple[Minted | None, str, PublicKey]:
    """A new code, if one has to be made; and the conversation and key that the package is sealed to."""
    for talk in desk.codes:
        if talk.thread == chosen and talk.receipt is not None:
            return None, talk.thread, talk.receipt
    code: Minted = current_app.extensions["receipts"].mint(desk.lang)
    return code, code.thread, code.public


def _page(desk: Desk, *, problems: Mapping[str, str] | None = None) -> str:
    t, by = translator(page.lang()), _by(desk, masked=True)
    aside = access.aside().get("package")
    record, today = current_app.extensions["record"], clock.day(by.now)
    return page.render(
        "access/page.html",
        title=t("What we hold of a person"),
        card=desk.person.card,
        case=desk.case,
        kind=desk.kind,
        codes=desk.codes,
        chosen=desk.lang,
        until=delivering.last_day(record, today),
        given=aside if aside and aside["card"] == desk.person.card.id else None,
        says=rendering.said(t),
        body=rendering.as_body(package.made(desk.person, by), by.t),
        portable=_portable(desk, by),
        typed=request.form,
        problems=dict(problems or {}),
    )


def _portable(desk: Desk, by: By) -> int:
    """How many facts the person could take elsewhere."""
    return len(portable.made(desk.person, by.record, by.lang, by.now)["facts"])


def _here(id: str) -> str:
    at = {name: request.values.get(name) or None for name in ("pyynto", "kieli")}
    return url_for(".package", id=id, pyynto=at["pyynto"], kieli=at["kieli"])
