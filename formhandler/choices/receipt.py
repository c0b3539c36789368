"""
The receipt of a choice, in the terms of ISO/IEC TS 27560:2023; docs/consent.md says which term holds what.

Its `consent_record` is the same as in the authority's export (consent/terms.py), with what the record of
processing says of each purpose, of the parties and of the person's rights. That is said as of today; where
what was asked has another meaning since, it is left out: then the text, and the notice of that hash, say
what was meant.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from formhandler.consent import terms
from formhandler.consent.event import Event
from record import Purpose, Recipient, Record, Unstated, asking
from record.machine import plain
from record.model.device import Category
from record.speech import spoken

CONTROLLER = "controller"  # party_id; a recipient's is its id in the record
JURISDICTION = "FI"
Json = dict[str, Any]


def receipt(event: Event, words: str | None, record: Record, meaning: str) -> Json:
    """
    *event* as a receipt, ready for `json.dumps`.

    Args:
        words: The exact text that was shown; None if it is missing.
        meaning: The record's present one.
    """
    whole = terms.record_of(event, words, record)
    about = whole["pii_processing"]
    about["privacy_notice"] |= {"url": _url(record, record.edition.notice_path[event.lang])}
    about |= {
        "jurisdiction": JURISDICTION,
        "pii_controllers": [CONTROLLER],
        "withdrawal_method": _url(record, record.edition.choices_path[event.lang]),
        "privacy_rights": [
            {"article": f"GDPR {right.article}", "right": right.name[event.lang]} for right in record.rights
        ],
        "authority_party": "authority",
    }
    same = event.meaning == meaning
    asked = [record.category(each["purpose_id"]) for each in about["purposes"]] if same else []
    for purpose, category in zip(about["purposes"], asked, strict=False):
        purpose |= _purpose(category, record, event.lang)
    recipients = _recipients(asked, record)
    return {
        "schema_version": terms.SCHEMA,
        "receipt_id": event.id,
        "consent_record": whole,
        "party_identification": [
            _controller(record, event.lang),
            _authority(record, event.lang),
            *(_party(each, event.lang) for each in recipients),
        ],
    }


def _purpose(category: Category, record: Record, lang: str) -> Json:
    """What one purpose is, of whose data, and where it goes (6.3.4, 6.3.5)."""
    assert category.purpose is not None  # a rule of the record: a category that waits has a purpose
    purpose = record.purpose(category.purpose)
    retention = record.retention(purpose.retention)
    recipients = _recipients([category], record)
    stored = [item for item in record.storage if item.category == category.id]
    return {
        "description": category.why[lang],
        "lawful_basis": [f"GDPR {basis}" for basis in purpose.bases],
        "pii_information": list(_information(purpose, record, lang)),
        "collection_method": list(dict.fromkeys(item.set_when[lang] for item in stored)),
        "processing_method": {
            "profiling": purpose.profiling,
            "automated_decision": purpose.automated_decision,
        },
        "processing_locations": sorted({str(plain(each.country)) for each in recipients}),
        "retention_period": retention.keep.iso,
        "storage_on_device": [
            {"kind": item.kind, "name": item.name, "lifetime": plain(item.lifetime)} for item in stored
        ],
        "recipient_third_parties": [each.id for each in recipients],
    }


def _information(purpose: Purpose, record: Record, lang: str) -> Iterator[Json]:
    for group in (record.group(id) for id in purpose.groups):
        for field in group.fields:
            yield {
                "pii_type": field.name[lang],
                "pii_attribute_id": field.id,
                "pii_optional": purpose.provision.kind == "voluntary",
                "special_pii_category": group.special,
            }


def _recipients(categories: Iterable[Category], record: Record) -> list[Recipient]:
    """Who gets data when these are allowed, in the record's order; as the question says it."""
    ids = {id for category in categories for id in asking.recipients(record, category)}
    return [recipient for recipient in record.recipients if recipient.id in ids]


def _controller(record: Record, lang: str) -> Json:
    """The parties' terms are 6.3.6 of the standard."""
    controller, contact = record.controller, record.contact
    return {
        "party_id": CONTROLLER,
        "party_name": controller.legal_name,
        "party_role": "PII controller",
        "party_type": controller.form,
        "business_id": controller.business_id,
        "party_address": plain(controller.address),
        "party_email": contact.email,
        "party_phone": contact.phone,
        "party_url": _url(record, ""),
        "party_contact": {"role": contact.role[lang], "name": contact.name},
    }


def _authority(record: Record, lang: str) -> Json:
    authority = record.law.authorities[record.authority.personal_data]
    return {
        "party_id": "authority",
        "party_name": authority.name[lang],
        "party_role": "supervisory authority",
        "party_address": authority.address[lang],
        "party_email": authority.email,
        "party_phone": authority.phone,
        "party_url": authority.url,
    }


def _party(recipient: Recipient, lang: str) -> Json:
    return {
        "party_id": recipient.id,
        "party_name": spoken(recipient.name, lang),
        "party_role": "PII processor" if recipient.role == "processor" else "third party",
        "party_address": {"country": plain(recipient.country)},
        "task": recipient.task[lang],
        "transfer": plain(recipient.transfer),
    }


def _url(record: Record, path: str) -> str:
    """The public address of *path*; the path alone while the owner has not told where the site stands."""
    root = "" if isinstance(record.site.url, Unstated) else record.site.url.rstrip("/")
    return f"{root}{path}"
