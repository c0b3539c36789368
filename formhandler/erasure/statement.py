"""
What a person is told of an erasure, in their language (GDPR Art. 12(3)–(4), 17, 19).

It names no one and repeats nothing of theirs, so it may stay when they are gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from formhandler.access.person import Person
from formhandler.backups.log import BACKUPS_KEPT
from formhandler.erasure import plan
from formhandler.erasure.plan import Plan
from record import Record
from record.speech import spoken, spoken_period, word
from texts import Translator
from texts.dates import format_date


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the statement tells of."""

    person: Person
    plan: Plan
    record: Record
    t: Translator  # of the person's language
    today: date


def subject(t: Translator) -> str:
    return t("The erasure of your data")


def text(about: About) -> str:
    """The whole statement as plain text, its paragraphs apart."""
    return "\n\n".join(_paragraphs(about)) + "\n"


def last_backup(today: date) -> date:
    """The day by which no backup holds what was erased *today*: a backup goes with the next one's making."""
    return today + BACKUPS_KEPT + timedelta(days=1)


def _paragraphs(about: About) -> Iterator[str]:
    record, t = about.record, about.t
    erased = list(_erased(about))
    if erased:
        day = format_date(about.today, t.lang)
        yield _list(t("On %(day)s we erased from our register:", day=day), erased)
    else:
        yield t("There was nothing in our register that we could erase.")
    if stays := list(_stays(about)):
        yield _list(t("We keep the following, because we have to:"), stays)
    else:
        yield t("Nothing of you is left in our register.")
    if about.person.suppressed or _prohibited(about.person):
        yield t(
            "Your prohibition of marketing still holds. For it we keep a code by which we know your address "
            "or number again if it comes to us; it tells nobody the address itself (GDPR Article 21(3))."
        )
    yield t(
        "Our backups are kept for %(days)s days. The last one that holds what was erased is gone by %(day)s. "
        "Should a backup be put back before that, the erasure is carried out again at once.",
        days=BACKUPS_KEPT.days,
        day=format_date(last_backup(about.today), t.lang),
    )
    authority = record.law.authorities[record.authority.personal_data]
    yield t(
        "If you think that we did wrong, tell us. You can also complain to the authority (%(name)s, "
        "%(email)s, %(phone)s) or go to court.",
        name=spoken(authority.name, t.lang),
        email=authority.email,
        phone=authority.phone,
    )
    yield record.controller.trade_name or record.controller.legal_name


def _erased(about: About) -> Iterator[str]:
    t, person = about.t, about.person
    names = {group.id: group.name[t.lang] for group in about.record.groups}
    for group, n in plan.counted(about.plan.going).items():
        yield t.n("%(what)s: one entry", "%(what)s: %(n)s entries", n, what=names.get(group, group))
    if n := len(person.ledger):
        yield t.n(
            "Permissions and prohibitions of marketing: one entry",
            "Permissions and prohibitions of marketing: %(n)s entries",
            n,
        )
    if n := sum(len(talk.messages) + len(talk.given) for talk in person.talks):
        yield t.n("Messages and answers: one", "Messages and answers: %(n)s", n)


def _stays(about: About) -> Iterator[str]:
    record, t, person = about.record, about.t, about.person
    names = {group.id: group.name[t.lang] for group in record.groups}
    for ground in plan.grounds(record, about.plan, person.standing):
        laws = dict.fromkeys(filter(None, (ground.purpose.law, ground.rule.law)))
        yield t(
            "%(what)s, for: %(purpose)s (%(law)s), until %(day)s",
            what=names[ground.group],
            purpose=ground.purpose.name[t.lang],
            law=", ".join(record.law.cite(law).label[t.lang] for law in laws),
            day=format_date(ground.until, t.lang),
        )
    if person.requests:
        yield _log(about, "request", t("Your requests and our answers to them"))
    if person.disclosures and plan.duty(record, "disclosure") is not None:
        yield _log(about, "disclosure", t("To whom your data was given"))


def _log(about: About, table: str, what: str) -> str:
    record, t = about.record, about.t
    purpose = plan.duty(record, table)
    if purpose is None:  # only the request that is being answered
        return t("%(what)s, until they are answered", what=what)
    rule = record.retention(purpose.retention)
    law = f" ({record.law.cite(purpose.law).label[t.lang]})" if purpose.law else ""
    keep = f"{spoken_period(rule.keep, t.lang)} ({word(rule.clock, t.lang)})"
    return t("%(what)s%(law)s: %(time)s", what=what, law=law, time=keep)


def _prohibited(person: Person) -> bool:
    newest = {line.channel: line.state for line in reversed(person.ledger)}
    return "prohibited" in newest.values()


def _list(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"– {line}" for line in lines)])
