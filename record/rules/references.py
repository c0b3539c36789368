"""Nothing undeclared, nothing orphaned: every id used is declared, every id declared is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from record.model import Named, Purpose, Record
from record.reading import Reading
from record.rules.finding import Finding, numbered

# What must be used, and the keys that use it: to collect data, or to hand it on, is no use of it.
_USERS = {
    "subject": ("purpose[*].subjects",),
    "group": ("purpose[*].groups",),
    "retention": ("purpose[*].retention", "form[*].spam_retention", "log[*].retention"),
    "category": ("storage[*].category", "host[*].category"),
}


@dataclass(frozen=True, slots=True)
class _Use:
    """The use of an id of a table, and whether it is a reason for the id to exist."""

    place: str
    table: str
    id: str
    justifies: bool = True


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    declared = _declared(record)
    uses = list(_uses(record))
    unknown = [use for use in uses if use.id not in declared[use.table]]
    for use in unknown:
        if not reading.lost(f"{use.table}[*].{_key(use.table)}"):
            yield _undeclared(use, declared[use.table], reading)
    # An unknown id most likely meant one that now looks unused: say the one thing, not both.
    doubtful = {use.table for use in unknown}
    for table, users in _USERS.items():
        if table not in doubtful and not reading.lost(*users):
            yield from _orphans(table, declared[table], uses)
    yield from _forbidden(record)
    if "group" not in doubtful and not reading.lost("group[*].id", "group[*].field[*].id"):
        yield from _sourceless(record, reading)
        yield from _form_fields(record, reading)


def _key(table: str) -> str:
    """What an entry of the table is known by."""
    return "host" if table == "host" else "id"


def _declared(record: Record) -> dict[str, list[str]]:
    tables: dict[str, Sequence[Named]] = {
        "subject": record.subjects,
        "group": record.groups,
        "purpose": record.purposes,
        "retention": record.retentions,
        "recipient": record.recipients,
        "category": record.categories,
    }
    ids = {table: [entry.id for entry in entries] for table, entries in tables.items()}
    return ids | {"host": [host.host for host in record.hosts]}


def _uses(record: Record) -> Iterator[_Use]:
    for at, purpose in numbered("purpose", record.purposes):
        yield from _each(f"{at}.subjects", "subject", purpose.subjects)
        yield from _each(f"{at}.groups", "group", purpose.groups)
        yield _Use(f"{at}.retention", "retention", purpose.retention)
    for at, source in numbered("source", record.sources):
        yield from _each(f"{at}.groups", "group", source.groups, justifies=False)
    for at, recipient in numbered("recipient", record.recipients):
        yield from _each(f"{at}.groups", "group", recipient.groups, justifies=False)
    for at, channel in numbered("channel", record.channels):
        yield _Use(f"{at}.purpose", "purpose", channel.purpose)
    yield from _device_uses(record)
    for at, form in numbered("form", record.forms):
        yield _Use(f"{at}.purpose", "purpose", form.purpose)
        yield _Use(f"{at}.spam_retention", "retention", form.spam_retention)
        yield from _each(f"{at}.optional_consents", "purpose", form.optional_consents)
    for at, log in numbered("log", record.logs):
        yield _Use(f"{at}.purpose", "purpose", log.purpose)
        yield _Use(f"{at}.retention", "retention", log.retention)


def _device_uses(record: Record) -> Iterator[_Use]:
    if record.counting.category:
        yield _Use("counting.mode", "category", record.counting.category)
    for at, category in numbered("category", record.categories):
        if category.purpose is not None:
            yield _Use(f"{at}.purpose", "purpose", category.purpose)
    for at, storage in numbered("storage", record.storage):
        yield _Use(f"{at}.category", "category", storage.category)
        yield _Use(f"{at}.purpose", "purpose", storage.purpose)
        yield _Use(f"{at}.host", "host", storage.host)
        for place, reader in numbered(f"{at}.readable_by", storage.readable_by):
            if reader != "first-party":
                yield _Use(place, "recipient", reader)
    for at, host in numbered("host", record.hosts):
        yield _Use(f"{at}.category", "category", host.category)
        if host.recipient is not None:
            yield _Use(f"{at}.recipient", "recipient", host.recipient)


def _each(place: str, table: str, ids: Iterable[str], *, justifies: bool = True) -> Iterator[_Use]:
    return (_Use(at, table, id, justifies) for at, id in numbered(place, ids))


def _undeclared(use: _Use, declared: list[str], reading: Reading) -> Finding:
    near = get_close_matches(use.id, declared, n=1) or declared
    problem = f'is "{use.id}"; no [[{use.table}]] has that {_key(use.table)}'
    advice = f"Write {' or '.join(near)}, or declare it." if near else f"Declare a [[{use.table}]]."
    return Finding(use.place, problem, advice, reading.serves(use.place))


def _orphans(table: str, declared: list[str], uses: list[_Use]) -> Iterator[Finding]:
    """What nothing uses would stand in the notice as a promise about nothing."""
    used = {use.id for use in uses if use.table == table and use.justifies}
    for place, id in numbered(table, declared):
        if id not in used:
            advice = "Use it where it belongs, or take it away."
            yield Finding(place, f'"{id}" is used by nothing', advice, "gdpr-5-1-a")


def _forbidden(record: Record) -> Iterator[Finding]:
    laws = {forbidden.id: forbidden.law for forbidden in record.forbidden}
    for at, group in numbered("group", record.groups):
        for place, field in numbered(f"{at}.field", group.fields):
            if field.id in laws:
                problem = f'is "{field.id}", which [[forbidden]] refuses everywhere'
                yield Finding(f"{place}.id", problem, "Take one of the two away.", laws[field.id])


def _sourceless(record: Record, reading: Reading) -> Iterator[Finding]:
    """Data comes from somewhere: each group from a source that is enabled."""
    if reading.lost("source[*].groups", "source[*].enabled"):
        return
    covered = {group for source in record.sources if source.enabled for group in source.groups}
    for place, group in numbered("group", record.groups):
        if group.id not in covered:
            advice = "Name it in the groups of an enabled [[source]]."
            yield Finding(place, f'"{group.id}" comes from no enabled source', advice, "gdpr-14-2-f")


def _form_fields(record: Record, reading: Reading) -> Iterator[Finding]:
    """A form asks for what its purpose declares, and for nothing else."""
    if reading.lost("purpose[*].id", "purpose[*].groups"):
        return
    allowed = {purpose.id: _fields(purpose, record) for purpose in record.purposes}
    for place, form in numbered("form", record.forms):
        for at, field in numbered(f"{place}.field", form.fields):
            if field.id not in allowed.get(form.purpose, [field.id]):
                problem = f'is "{field.id}", which is in no data group of purpose "{form.purpose}"'
                advice = f"Write one of {', '.join(allowed[form.purpose])}."
                yield Finding(f"{at}.id", problem, advice, "gdpr-5-1-c")


def _fields(purpose: Purpose, record: Record) -> list[str]:
    return [field.id for group in record.groups if group.id in purpose.groups for field in group.fields]
