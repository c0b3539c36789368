"""The page that shows what an erasure takes and leaves, the press that does it, and its statement."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock, letters
from formhandler.access import views as access
from formhandler.access import words
from formhandler.access.person import Person
from formhandler.answers import outgoing
from formhandler.answers import store as answers
from formhandler.answers.answer import MAIL, RECEIPT, Answer
from formhandler.answers.conversation import Conversation
from formhandler.answers.store import Sealed
from formhandler.duties import store as duties
from formhandler.erasure import erasing, plan, statement, store
from formhandler.erasure.erasing import Letter, Order, Restricted
from formhandler.erasure.plan import Plan
from formhandler.erasure.statement import About
from formhandler.exchange import store as exports
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.permissions import channels
from formhandler.register import reading
from formhandler.register.store import Stale
from formhandler.rights import changing
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.vault import keys
from formhandler.vault.envelope import Bound, EnvelopeError
from formhandler.writer import Unavailable
from record import Record
from texts import LANGUAGES, Translator, translator

PAPER = "paper"
#: The statement lies in a conversation or the archive for so long.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page has at hand."""

    person: Person
    plan: Plan
    case: Case | None
    lang: str

    @property
    def talk(self) -> Conversation | None:
        """The conversation whose code the person has; the request's own before another."""
        some = [talk for talk in self.person.talks if talk.receipt is not None]
        own = [talk for talk in some if self.case is not None and talk.thread == self.case.thread]
        return next(iter((*own, *reversed(some))), None)

    @property
    def email(self) -> str:
        """Where a mail reaches the person; empty: nowhere."""
        head = self.person.card.head
        return next(iter(head.emails), "")

    @property
    def ways(self) -> tuple[str, ...]:
        """By which ways the statement can go."""
        code = (RECEIPT,) if self.talk is not None else ()
        return (*code, *((MAIL,) if self.email else ()), PAPER)


def routes(bp: Blueprint) -> None:
    """Add /kortti/<id>/poistaminen and /poistettu/<id>."""
    bp.add_url_rule("/kortti/<id>/poistaminen", "erasure", show, methods=["GET"])
    bp.add_url_rule("/kortti/<id>/poistaminen", "erase_person", erase, methods=["POST"])
    bp.add_url_rule("/poistettu/<id>", "erased", erased, methods=["GET"])
    bp.add_url_rule("/poistettu/<id>/lausunto", "erased_file", erased_file, methods=["GET"])


@signed_in("staff")
def show(id: str) -> ResponseReturnValue:
    """What would go, and what would stay and why. Nothing happens yet."""
    return _page(_desk(id))


@signed_in("staff")
def erase(id: str) -> ResponseReturnValue:
    """Carry it out."""
    t, desk = translator(page.lang()), _desk(id)
    if problems := _problems(desk, t):
        return _page(desk, problems=problems), 422
    now = clock.utcnow()
    job = partial(
        erasing.erase, rows=reading.rows(), record=_record(), order=_order(desk, request.form["way"]), now=now
    )
    try:
        done: str = current_app.extensions["writer"].submit(job)
    except (Stale, rights.Stale):
        sorry = t("Somebody changed the card or the request meanwhile, so nothing was erased. Look again.")
        return _page(_desk(id), problems={"main": sorry}), 409
    except (Unavailable, EnvelopeError, Restricted):
        sorry = t(
            "Nothing was erased: it could not be written, or something did not open. Try again in a while."
        )
        return _page(desk, problems={"main": sorry}), 503
    log.note(log.What.PERSON_ERASED, id, now=now)
    flash.say(t("Erased."))
    return redirect(url_for(".erased", id=done), code=303)


@signed_in("staff")
def erased(id: str) -> ResponseReturnValue:
    """The statement, to read, to print and to send."""
    t, content = translator(page.lang()), _content(id)
    return page.render(
        "erasure/erased.html",
        title=t("An erasure"),
        id=id,
        content=content,
        subject=statement.subject(translator(content["lang"])),
    )


@signed_in("staff")
def erased_file(id: str) -> ResponseReturnValue:
    """The statement as a file of plain text; it holds nothing of the person."""
    headers = {"Content-Disposition": f'attachment; filename="{id[:8]}.txt"'}
    return Response(_content(id)["statement"], mimetype="text/plain", headers=headers)


def _content(id: str) -> Mapping[str, str]:
    with current_app.extensions["reader"].connect() as db:
        row = store.statement(db, id)
    if row is None:
        abort(404)
    found: Mapping[str, str] = duties.opened(reading.rows(), row)
    return found


def _desk(id: str) -> Desk:
    person = access.person_of(id)
    today = clock.day(clock.utcnow())
    asked = request.values.get("kieli", "")
    lang = next(filter(LANGUAGES.__contains__, (asked, person.lang)), page.lang())
    found = plan.of(_record(), person.card, person.standing, today=today)
    return Desk(person, found, access.case_of(person, request.values.get("pyynto", "")), lang)


def _about(desk: Desk) -> About:
    return About(
        person=desk.person,
        plan=desk.plan,
        record=_record(),
        t=translator(desk.lang),
        today=clock.day(clock.utcnow()),
    )


def _problems(desk: Desk, t: Translator) -> dict[str, str]:
    found = {}
    if request.form.get("version", type=int) != desk.person.card.version:
        found["main"] = t(
            "Somebody changed the card or the request meanwhile, so nothing was erased. Look again."
        )
    if desk.case is not None and not desk.case.identity:
        found["main"] = t("First make sure who asks, and write it on the request.")
    if desk.person.card.restricted and "unrestrict" not in request.form:
        found["unrestrict-1"] = t(
            "The card is restricted. Erase it only when nobody needs it for a claim any more; then tick this."
        )
    if request.form.get("way") not in desk.ways:
        found["way-paper"] = t("Choose how the person gets the statement.")
    if "sure" not in request.form:
        found["sure-1"] = t("Tick this to erase: there is no way back.")
    return found


def _order(desk: Desk, way: str) -> Order:
    about, record, extensions = _about(desk), _record(), current_app.extensions
    text = statement.text(about)
    answer = _answer(desk, text, way)
    return Order(
        card=desk.person.card.id,
        version=desk.person.card.version,
        actor=reading.actor(),
        statement=text,
        lang=desk.lang,
        expires_on=_kept(record, about.today),
        suppression=channels.suppression_key(extensions["secret"]),
        request=desk.case.id if desk.case else None,
        unrestrict="unrestrict" in request.form,
        answer=answer,
        letter=_letter(desk, text) if way == MAIL else None,
    )


def _answer(desk: Desk, text: str, way: str) -> Sealed | None:
    """The statement as an answer: behind the code that the person has, or carried by a mail."""
    if way == PAPER:
        return None
    now, talk = clock.utcnow().replace(microsecond=0), desk.talk
    answer = Answer(
        written=now, lang=desk.lang, subject=statement.subject(translator(desk.lang)), body=text,
        quote="", by=reading.actor(), via=way, answers="",
    )  # fmt: skip
    day, extensions = clock.day(now), current_app.extensions
    bound = Bound(id=secrets.token_hex(16), kind=answers.ANSWER, day=day, expires_on=day + KEPT)
    key = keys.present(extensions["config"].data, extensions["engine"])
    thread = talk.thread if talk else secrets.token_hex(16)
    return outgoing.sealed(bound, answer.as_payload(), thread, key, talk.receipt if talk else None)


def _letter(desk: Desk, text: str) -> Letter:
    config, t = current_app.extensions["config"], translator(desk.lang)
    mail = letters.compose(
        _record(), config, to=desk.email, subject=statement.subject(t), body=text, lang=desk.lang
    )
    return Letter(key=letters.outbox_key(config.data), mail=mail)


def _kept(record: Record, today: date) -> date:
    """As long as an answered request; without such in the record, as other lines of the law's logs."""
    if changing.keeps(record):
        return changing.kept_until(record, today)
    return exports.last_day(record, today)


def _page(desk: Desk, *, problems: Mapping[str, str] | None = None) -> str:
    t, record = translator(page.lang()), _record()
    names = {group.id: group.name for group in record.groups}
    return page.render(
        "erasure/page.html",
        title=t("Erase a person’s data"),
        card=desk.person.card,
        case=desk.case,
        person=desk.person,
        going=[(names.get(group, group), n) for group, n in plan.counted(desk.plan.going).items()],
        grounds=[
            (names[ground.group], ground) for ground in plan.grounds(record, desk.plan, desk.person.standing)
        ],
        law=lambda ground: ", ".join(
            record.law.cite(law).label[page.lang()]
            for law in dict.fromkeys(filter(None, (ground.purpose.law, ground.rule.law)))
        ),
        spoken=sum(len(talk.messages) + len(talk.given) for talk in desk.person.talks),
        blocked=[(words.channel(channel, record, t), point) for channel, point in desk.person.suppressed],
        recipients=[one.recipient for one in desk.person.disclosures],
        statement=statement.text(_about(desk)),
        chosen=desk.lang,
        ways=_ways(desk, t),
        typed=request.form,
        problems=dict(problems or {}),
    )


def _ways(desk: Desk, t: Translator) -> dict[str, str]:
    said = {
        RECEIPT: t("Behind the receipt code that they have"),
        MAIL: t("By mail to %(address)s", address=desk.email),
        PAPER: t("I print or copy it myself"),
    }
    return {way: said[way] for way in desk.ways}


def _record() -> Record:
    found: Record = current_app.extensions["record"]
    return found
