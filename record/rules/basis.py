"""By what right: what each legal basis has to bring along, and to leave out (GDPR Art. 6, 9, 22)."""

from __future__ import annotations

from collections.abc import Iterator

from record.model import Field, Purpose, Record
from record.model.purpose import CONSENT, DUTY, INTEREST
from record.reading import Reading
from record.rules.finding import Finding, numbered

_HETU = "hetu"
_HETU_LAW = "fi-tsl-29"

# What a basis brings along: key, basis, citation id, advice.
_BRINGS = (
    ("interest", INTEREST, "gdpr-13-1-d", "Write the interest that is pursued."),
    (
        "balancing",
        INTEREST,
        "gdpr-6-1-f",
        "Write the file that weighs it, such as docs/lia/answer.md.",
    ),
    ("law", DUTY, "gdpr-6-1-c", "Write the citation of the duty, such as fi-kpl-2-10."),
    ("consent", CONSENT, "gdpr-7-2", "Write the exact words that people accept."),
)


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    for place, purpose in numbered("purpose", record.purposes):
        if not reading.lost(f"{place}.basis", f"{place}.also"):
            yield from _brings(place, purpose)
            yield from _fits(place, purpose)
        if not reading.lost(f"{place}.automated_decision"):
            yield from _decides(place, purpose)
    yield from _special(record)
    yield from _identity_code(record, reading)


def _brings(place: str, purpose: Purpose) -> Iterator[Finding]:
    for key, basis, law, advice in _BRINGS:
        given = getattr(purpose, key) is not None
        if basis in purpose.bases and not given:
            yield Finding(f"{place}.{key}", f"missing, and basis {basis} needs it", advice, law)
        if given and basis not in purpose.bases:
            problem = f"goes with basis {basis}, and the basis is {' and '.join(purpose.bases)}"
            yield Finding(f"{place}.{key}", problem, "Take it away, or change the basis.", law)


def _fits(place: str, purpose: Purpose) -> Iterator[Finding]:
    if purpose.also == purpose.basis:
        problem = f"repeats {purpose.basis}"
        yield Finding(f"{place}.also", problem, "Write another basis, or leave it out.", "gdpr-6-1")
    if purpose.bases == (CONSENT,) and purpose.provision.kind != "voluntary":
        problem = f'is "{purpose.provision.kind}", but consent is free or it is none'
        yield Finding(f"{place}.provision.kind", problem, "Write voluntary.", "gdpr-7-4")


def _decides(place: str, purpose: Purpose) -> Iterator[Finding]:
    if purpose.automated_decision and purpose.logic is None:
        advice = "Write how it decides and what follows."
        yield Finding(f"{place}.logic", "missing, and automated_decision is true", advice, "gdpr-13-2-f")
    if purpose.logic is not None and not purpose.automated_decision:
        advice = "Take it away, or write automated_decision = true."
        yield Finding(f"{place}.logic", "explains decisions that no one makes", advice, "gdpr-13-2-f")


def _special(record: Record) -> Iterator[Finding]:
    for place, group in numbered("group", record.groups):
        ground = group.ground or ""
        if group.special and not ground.startswith("gdpr-9-2-"):
            advice = "Write the exception that applies, such as gdpr-9-2-a, or do not collect this."
            yield Finding(f"{place}.ground", "missing, and special is true", advice, "gdpr-9-1")
        if ground and not group.special:
            advice = "Take it away, or write special = true."
            yield Finding(f"{place}.ground", "is the ground of a special category", advice, "gdpr-9-1")


def _identity_code(record: Record, reading: Reading) -> Iterator[Finding]:
    """A personal identity code is forbidden by name or kept on the ground of TSL 29 §; silence is neither."""
    codes = [(at, field) for at, field in _fields(record) if field.id == _HETU]
    for at, field in codes:
        if field.ground != _HETU_LAW:
            advice = f"Write {_HETU_LAW} if its ground is met; otherwise forbid the field."
            problem = "missing" if field.ground is None else f'is "{field.ground}"'
            yield Finding(f"{at}.ground", problem, advice, _HETU_LAW)
    forbidden = {entry.id for entry in record.forbidden}
    if reading.lost("group[*].field[*].id", "forbidden[*].id"):
        return
    if not codes and _HETU not in forbidden:
        advice = f'Declare [[forbidden]] with id = "{_HETU}".'
        yield Finding("forbidden", f'does not name "{_HETU}"', advice, _HETU_LAW)


def _fields(record: Record) -> Iterator[tuple[str, Field]]:
    for place, group in numbered("group", record.groups):
        yield from numbered(f"{place}.field", group.fields)
