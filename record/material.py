"""
The hash of what the notice *means*.

Consent is asked again, and an old version kept, when this changes, and only then. It covers what a
person decides by: purposes with their bases and interests, the words of consent, which data of whom,
how long, from where, to whom and to which country, what stays on the device, whose business it is.
It leaves out what only tells the same better or reaches the same people elsewhere: names and
sentences that explain, contact details, paths of pages, labels of forms, rights (they are the law's),
measures, the change log, versions and dates. An id stands for what it names, so a new id counts.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from record.machine import plain
from record.model import (
    Channel,
    Form,
    Group,
    Host,
    Log,
    Purpose,
    Recipient,
    Record,
    Retention,
    Source,
    Storage,
)


def material_hash(record: Record) -> str:
    """SHA-256, in hex, of the record's meaning. The order of tables and of lists does not matter."""
    meaning = json.dumps(material(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(meaning.encode()).hexdigest()


def material(record: Record) -> dict[str, Any]:
    """What is hashed, by table and id."""
    return {
        "controller": record.controller.business_id,
        "children": record.children.directed,
        "counting": record.counting.mode,
        "fiscal_year_end": plain(record.accounting.fiscal_year_end) if record.accounting else None,
        "groups": {group.id: _group(group) for group in record.groups},
        "purposes": {purpose.id: _purpose(purpose) for purpose in record.purposes},
        "retentions": {retention.id: _retention(retention) for retention in record.retentions},
        "sources": {source.id: _source(source) for source in record.sources if source.enabled},
        "recipients": {recipient.id: _recipient(recipient) for recipient in record.recipients},
        "channels": sorted(_channel(channel) for channel in record.channels if channel.enabled),
        "categories": {category.id: [category.consent, category.purpose] for category in record.categories},
        "storage": {storage.id: _storage(storage) for storage in record.storage},
        "hosts": {host.host: _host(host) for host in record.hosts},
        "forms": {form.id: _form(form) for form in record.forms},
        "logs": {log.id: _log(log) for log in record.logs},
    }


def _group(group: Group) -> list[Any]:
    return [group.special, sorted(field.id for field in group.fields)]


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


def _retention(retention: Retention) -> list[Any]:
    return [retention.clock, retention.keep.iso, retention.round, retention.then]


def _source(source: Source) -> list[Any]:
    return [source.kind, sorted(source.groups)]


def _recipient(recipient: Recipient) -> list[Any]:
    who = [recipient.role, plain(recipient.name), plain(recipient.country), plain(recipient.transfer)]
    return [*who, sorted(recipient.groups)]


def _channel(channel: Channel) -> list[Any]:
    return [channel.id, channel.purpose, channel.natural, channel.legal]


def _storage(storage: Storage) -> list[Any]:
    what = [storage.kind, storage.name, storage.host, storage.category, plain(storage.lifetime)]
    return [*what, storage.purpose, sorted(storage.readable_by)]


def _host(host: Host) -> list[Any]:
    return [host.category, host.recipient, sorted(host.loads)]


def _form(form: Form) -> list[Any]:
    return [form.purpose, form.spam_retention, sorted(form.optional_consents)]


def _log(log: Log) -> list[Any]:
    return [log.purpose, log.retention, log.address, sorted(log.fields)]
