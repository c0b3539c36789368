"""
The hash of what the notice *means*.

Consent is asked again, and an old version kept, when this changes, and only then. It covers what a
person decides by: purposes with their bases and interests, the words of consent, which data of whom,
how long, from where, to whom and to which country, what stays on the device, who the controller is
as a company. It leaves out what only tells the same better or reaches the same people elsewhere:
names and sentences that explain, contact details, paths of pages, forms' labels, rights (the law's),
measures, the change log, versions and dates.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from record.machine import plain
from record.model import Purpose, Recipient, Record, Retention, Source, Storage


def material_hash(record: Record) -> str:
    """SHA-256, in hex, of the record's meaning. The order of tables and of lists does not matter."""
    meaning = json.dumps(_meaning(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(meaning.encode()).hexdigest()


def _meaning(record: Record) -> dict[str, Any]:
    retentions = {retention.id: _retention(retention) for retention in record.retentions}
    return {
        "controller": record.controller.business_id,
        "groups": {group.id: sorted(field.id for field in group.fields) for group in record.groups},
        "special": sorted(group.id for group in record.groups if group.special),
        "purposes": {purpose.id: _purpose(purpose) for purpose in record.purposes},
        "retentions": retentions,
        "fiscal_year_end": plain(record.accounting.fiscal_year_end) if record.accounting else None,
        "sources": {source.id: _source(source) for source in record.sources if source.enabled},
        "recipients": {recipient.id: _recipient(recipient) for recipient in record.recipients},
        "channels": {
            channel.id: [channel.purpose, channel.natural, channel.legal]
            for channel in record.channels
            if channel.enabled
        },
        "categories": {category.id: category.consent for category in record.categories},
        "storage": {storage.id: _storage(storage) for storage in record.storage},
        "hosts": sorted(
            [host.host, host.category, host.recipient or "", *sorted(host.loads)] for host in record.hosts
        ),
        "forms": {
            form.id: [form.purpose, form.spam_retention, *sorted(form.optional_consents)]
            for form in record.forms
        },
        "logs": {
            log.id: [log.purpose, log.retention, log.address, *sorted(log.fields)] for log in record.logs
        },
        "counting": record.counting.mode,
        "children": record.children.directed,
    }


def _purpose(purpose: Purpose) -> dict[str, Any]:
    return {
        "bases": purpose.bases,
        "interest": plain(purpose.interest),
        "consent": plain(purpose.consent),
        "law": purpose.law,
        "subjects": sorted(purpose.subjects),
        "groups": sorted(purpose.groups),
        "provision": purpose.provision.kind,
        "retention": purpose.retention,
        "profiling": purpose.profiling,
        "automated_decision": purpose.automated_decision,
        "logic": plain(purpose.logic),
    }


def _retention(retention: Retention) -> list[str]:
    return [retention.clock, retention.keep.iso, retention.round, retention.then]


def _source(source: Source) -> list[str]:
    return [source.kind, *sorted(source.groups)]


def _recipient(recipient: Recipient) -> dict[str, Any]:
    return {
        "role": recipient.role,
        "name": plain(recipient.name),
        "country": plain(recipient.country),
        "transfer": plain(recipient.transfer),
        "groups": sorted(recipient.groups),
    }


def _storage(storage: Storage) -> list[str]:
    lifetime = plain(storage.lifetime)
    return [
        storage.kind,
        storage.name,
        storage.host,
        storage.category,
        lifetime,
        storage.purpose,
        *sorted(storage.readable_by),
    ]
