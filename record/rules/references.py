"""Nothing undeclared, nothing orphaned: every id used is declared, every id declared is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from record.errors import Fault
from record.model import Form, Named, Record
from record.reading import Reading
from record.rules.places import numbered


@dataclass(frozen=True, slots=True)
class _Use:
    """The use of an id: where, of which table, and whether it gives the id a reason to exist."""

    place: str
    table: str
    id: str
    justifies: bool = True


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    declared = _declared(record)
    uses = list(_uses(record))
    unknown = [use for use in uses if use.id not in declared[use.table]]
    for use in unknown:
        yield _undeclared(use, declared[use.table])
    # An unknown id most likely meant one that now looks unused: say the one thing, not both.
    doubtful = {use.table for use in unknown}
    for table in ("subject", "group", "retention", "category"):
        if table not in doubtful:
            yield from _orphans(table, declared[table], uses)
    for place, form in numbered("form", record.forms):
        yield from _form_fields(place, form, record)
    yield from _forbidden(record)
    if "group" not in doubtful:
        yield from _sourceless(record, reading)


def _declared(record: Record) -> dict[str, list[str]]:
    tables: dict[str, Sequence[Named]] = {
        "subject": record.subjects,
        "group": record.groups,
        "purpose": record.purposes,
        "retention": record.retentions,
        "recipient": record.recipients,
        "category": record.categories,
    }
    return {table: [entry.id for entry in entries] for table, entries in tables.items()} | {
        "host": [host.host for host in record.hosts]
    }


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


def _undeclared(use: _Use, declared: list[str]) -> Fault:
    near = get_close_matches(use.id, declared, n=1) or declared
    key = "host" if use.table == "host" else "id"
    choice = f"Write {' or '.join(near)}, or declare it." if near else f"Declare a [[{use.table}]]."
    return Fault(use.place, f'is "{use.id}"; no [[{use.table}]] has that {key}', choice)


def _orphans(table: str, declared: list[str], uses: list[_Use]) -> Iterator[Fault]:
    used = {use.id for use in uses if use.table == table and use.justifies}
    for place, id in numbered(table, declared):
        if id not in used:
            yield Fault(place, f'"{id}" is used by nothing', "Use it where it belongs, or take it away.")


def _form_fields(place: str, form: Form, record: Record) -> Iterator[Fault]:
    """A form asks for what its purpose declares, and for nothing else."""
    purposes = [purpose for purpose in record.purposes if purpose.id == form.purpose]
    if not purposes:
        return
    groups = [group for group in record.groups if group.id in purposes[0].groups]
    allowed = [field.id for group in groups for field in group.fields]
    for at, field in numbered(f"{place}.field", form.fields):
        if field.id not in allowed:
            problem = f'is "{field.id}", which is in no data group of purpose "{form.purpose}"'
            law = record.law.in_english("gdpr-5-1-c")
            yield Fault(f"{at}.id", problem, f"Write one of {', '.join(allowed)}.", law)


def _forbidden(record: Record) -> Iterator[Fault]:
    laws = {forbidden.id: forbidden.law for forbidden in record.forbidden}
    for at, group in numbered("group", record.groups):
        for place, field in numbered(f"{at}.field", group.fields):
            if field.id in laws:
                problem = f'is "{field.id}", which [[forbidden]] refuses everywhere'
                law = record.law.in_english(laws[field.id])
                yield Fault(f"{place}.id", problem, "Take one of the two away.", law)


def _sourceless(record: Record, reading: Reading) -> Iterator[Fault]:
    """Data comes from somewhere: each group from a source that is enabled."""
    covered = {group for source in record.sources if source.enabled for group in source.groups}
    for place, group in numbered("group", record.groups):
        if group.id not in covered:
            advice = "Name it in the groups of an enabled [[source]]."
            yield Fault(place, f'"{group.id}" has no enabled source', advice, reading.article("gdpr-14-2-f"))
