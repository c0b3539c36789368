"""One name, one thing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from record.model import Named, Record
from record.reading import Reading
from record.rules.finding import Finding, numbered

_SHARED = ("consent_event", "consent_text")


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    for named in _named(record):
        yield from _once(named, reading)


def _named(record: Record) -> Iterator[Iterable[tuple[str, Hashable]]]:
    """What has names of its own: for each kind of thing the places and the names."""
    for table, entries in _tables(record):
        yield ((f"{at}.id", entry.id) for at, entry in numbered(table, entries))
    yield ((f"{at}.article", right.article) for at, right in numbered("right", record.rights))
    yield ((f"{at}.version", change.version) for at, change in numbered("change", record.changes))
    yield ((f"{at}.host", host.host) for at, host in numbered("host", record.hosts))
    yield ((f"{at}.kind", service.kind) for at, service in numbered("service", record.services))
    # A channel may serve several purposes: permission is per person, channel and purpose.
    channels = numbered("channel", record.channels)
    yield ((f"{at}.id", (channel.id, channel.purpose)) for at, channel in channels)
    stores = numbered("storage", record.storage)
    yield ((f"{at}.name", (store.kind, store.host, store.name)) for at, store in stores)
    yield _columns(record)
    yield _paths(record)
    for place, group in numbered("group", record.groups):
        yield ((f"{at}.id", field.id) for at, field in numbered(f"{place}.field", group.fields))
    for place, form in numbered("form", record.forms):
        yield ((f"{at}.id", field.id) for at, field in numbered(f"{place}.field", form.fields))


def _tables(record: Record) -> Iterator[tuple[str, Sequence[Named]]]:
    yield "subject", record.subjects
    yield "group", record.groups
    yield "forbidden", record.forbidden
    yield "purpose", record.purposes
    yield "retention", record.retentions
    yield "source", record.sources
    yield "recipient", record.recipients
    yield "category", record.categories
    yield "storage", record.storage
    yield "form", record.forms
    yield "log", record.logs
    yield "measure", record.measures


def _once(named: Iterable[tuple[str, Hashable]], reading: Reading) -> Iterator[Finding]:
    """A fault for each name that has been given before; the owner's entry is to blame, never a service's."""
    seen: dict[Hashable, str] = {}
    for place, name in named:
        if name in seen:
            yield _twice(seen[name], place, name, reading)
        seen.setdefault(name, place)


def _twice(first: str, second: str, name: Hashable, reading: Reading) -> Finding:
    shown = " ".join(name) if isinstance(name, tuple) else name
    service = reading.bringer(second)
    if service is not None and reading.bringer(first) is None:
        return Finding(first, f'"{shown}" is what {service} brings, too', "Give yours another.", "gdpr-5-1-a")
    return Finding(second, f'"{shown}" stands already at {first}', "Give each its own.", "gdpr-5-1-a")


def _columns(record: Record) -> Iterator[tuple[str, Hashable]]:
    """
    A column holds one field: otherwise erasing the one would leave, or take, the other.

    The consent record is shared by the choices and the boxes of forms, for each of its rows says which it is
    and has a last day of its own. Inside one group it, too, holds a field once.
    """
    for place, group in numbered("group", record.groups):
        for at, field in numbered(f"{place}.field", group.fields):
            shared = field.column.partition(".")[0] in _SHARED
            yield f"{at}.column", (group.id, field.column) if shared else field.column


def _paths(record: Record) -> Iterator[tuple[str, str]]:
    for language, path in record.edition.notice_path.items():
        yield f"record.notice_path.{language}", path
    for language, path in record.edition.choices_path.items():
        yield f"record.choices_path.{language}", path
    for place, form in numbered("form", record.forms):
        for key in ("action", "page", "thanks", "receipt"):
            for language, path in getattr(form, key).items():
                yield f"{place}.{key}.{language}", path
