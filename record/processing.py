"""The record of processing activities (GDPR Art. 30(1)), in any language of the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from record.model import Purpose, Recipient, Record, Retention
from record.speech import spoken, spoken_period, word
from record.text import Unstated

Document = dict[str, Any]


def as_document(record: Record, language: str) -> Document:
    """
    The record of processing as plain data, in *language*.

    Shape: ``title``, ``register``, ``version``, ``controller`` (lines, 30(1)(a)), ``activities`` and
    ``security`` (sentences, 30(1)(g)). An activity has ``name``, ``purpose`` (its interest or basis, (b)),
    ``subjects`` and ``data`` ((c)), ``recipients`` ((d)), ``transfers`` ((e)) and ``erasure`` ((f)), each a
    list of lines.
    """
    return {
        "title": word("title", language),
        "language": language,
        "register": record.edition.register[language],
        "version": record.edition.version,
        "effective_from": record.edition.effective_from.isoformat(),
        "controller": list(_controller(record, language)),
        "activities": [_activity(record, purpose, language) for purpose in record.purposes],
        "security": [measure.say[language] for measure in record.measures],
    }


def as_markdown(record: Record, language: str) -> str:
    """The same document to print or to hand to the authority (GDPR Art. 30(4))."""
    return "\n".join(_markdown(as_document(record, language), language)) + "\n"


def _controller(record: Record, language: str) -> Iterator[str]:
    controller, contact, address = record.controller, record.contact, record.controller.address
    yield ", ".join(filter(None, (controller.legal_name, controller.trade_name, controller.business_id)))
    yield f"{address.street}, {address.postcode} {address.city}, {address.country}"
    yield ": ".join(filter(None, (contact.role[language], contact.name)))
    yield f"{contact.email}, {contact.phone}"
    if record.dpo.appointed:
        officer = ", ".join(filter(None, (record.dpo.name, record.dpo.email, record.dpo.phone)))
        yield f"{word('dpo', language)}: {officer}"
    else:
        yield f"{word('no_dpo', language)}: {record.dpo.reason[language]}"


def _activity(record: Record, purpose: Purpose, language: str) -> Document:
    groups = [record.group(id) for id in purpose.groups]
    recipients = [recipient for recipient in record.recipients if set(recipient.groups) & set(purpose.groups)]
    return {
        "id": purpose.id,
        "name": purpose.name[language],
        "purpose": list(_basis(record, purpose, language)),
        "subjects": [record.subject(id).name[language] for id in purpose.subjects],
        "data": [
            f"{group.name[language]}: {', '.join(f.name[language] for f in group.fields)}" for group in groups
        ],
        "recipients": [_recipient(recipient, language) for recipient in recipients]
        or [word("nobody", language)],
        "transfers": [_transfer(r, language) for r in recipients if r.transfer != "none"]
        or [word("no_transfer", language)],
        "erasure": list(_erasure(record, purpose, language)),
    }


def _basis(record: Record, purpose: Purpose, language: str) -> Iterator[str]:
    for basis in purpose.bases:
        yield record.law.cite("gdpr-" + "-".join(basis.replace("(", " ").replace(")", "").split())).label[
            language
        ]
    if purpose.interest is not None:
        yield purpose.interest[language]
    if purpose.law is not None:
        yield record.law.cite(purpose.law).label[language]


def _recipient(recipient: Recipient, language: str) -> str:
    who = f"{spoken(recipient.name, language)} ({spoken(recipient.country, language)})"
    return f"{who}, {word(recipient.role, language)}: {recipient.task[language]}"


def _transfer(recipient: Recipient, language: str) -> str:
    how = recipient.transfer
    mechanism = spoken(how, language) if isinstance(how, Unstated) else word(how, language)
    return f"{spoken(recipient.name, language)}, {spoken(recipient.country, language)}: {mechanism}"


def _erasure(record: Record, purpose: Purpose, language: str) -> Iterator[str]:
    """The purpose's own clock, and those of the forms and logs that serve it."""
    ids = [purpose.retention]
    ids += [form.spam_retention for form in record.forms if form.purpose == purpose.id]
    ids += [log.retention for log in record.logs if log.purpose == purpose.id]
    for id in dict.fromkeys(ids):
        yield _limit(record.retention(id), language)


def _limit(retention: Retention, language: str) -> str:
    start = word(retention.clock, language)
    if retention.round != "none":
        start = f"{start}, {word(retention.round, language)}"
    keep = spoken_period(retention.keep, language)
    return f"{retention.name[language]}: {keep} ({start}); {word(retention.then, language)}"


def _markdown(document: Document, language: str) -> Iterator[str]:
    yield f"# {document['title']}"
    yield ""
    yield f"{document['register']} · {word('version', language)} {document['version']}"
    yield from _section(2, word("controller", language), document["controller"])
    for activity in document["activities"]:
        yield from _section(2, activity["name"], [])
        for part in ("purpose", "subjects", "data", "recipients", "transfers", "erasure"):
            yield from _section(3, word(part, language), activity[part])
    yield from _section(2, word("security", language), document["security"])


def _section(level: int, heading: str, lines: list[str]) -> Iterator[str]:
    yield from ("", f"{'#' * level} {heading}")
    if lines:
        yield from ("", *(f"- {line}" for line in lines))
