"""By what right: what each legal basis has to bring along, and to leave out (GDPR Art. 6, 9, 22)."""

from __future__ import annotations

from collections.abc import Iterator

from record.errors import Fault
from record.model import Purpose, Record
from record.model.purpose import CONSENT, DUTY, INTEREST
from record.reading import Reading
from record.rules.places import numbered

_HETU = "hetu"
_HETU_LAW = "fi-tsl-29"

# What a basis needs: key, basis, citation id, advice.
_BRINGS = (
    ("interest", INTEREST, "gdpr-13-1-d", "Write the interest that is pursued."),
    (
        "balancing",
        INTEREST,
        "gdpr-6-1-f",
        "Write the file that weighs the interest, such as docs/lia/answer.md.",
    ),
    ("law", DUTY, "gdpr-6-1-c", "Write the citation of the duty, such as fi-kpl-2-10."),
    ("consent", CONSENT, "gdpr-7-2", "Write the exact words that people accept."),
)


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, purpose in numbered("purpose", record.purposes):
        yield from _brings(place, purpose, reading)
        yield from _decides(place, purpose, reading)
        if purpose.also == purpose.basis:
            yield Fault(
                f"{place}.also", f"repeats {purpose.basis}", "Write another basis, or leave the key out."
            )
        if purpose.bases == (CONSENT,) and purpose.provision.kind != "voluntary":
            problem = f'is "{purpose.provision.kind}", but consent is free or it is none'
            yield Fault(f"{place}.provision.kind", problem, "Write voluntary.", reading.article("gdpr-7-4"))
    yield from _special(record, reading)
    yield from _identity_code(record, reading)


def _brings(place: str, purpose: Purpose, reading: Reading) -> Iterator[Fault]:
    for key, basis, law, advice in _BRINGS:
        given = getattr(purpose, key) is not None
        if basis in purpose.bases and not given:
            yield Fault(
                f"{place}.{key}", f"missing, and basis {basis} needs it", advice, reading.article(law)
            )
        if given and basis not in purpose.bases:
            problem = f"is given, but goes with basis {basis} and the basis is {' and '.join(purpose.bases)}"
            yield Fault(f"{place}.{key}", problem, "Take it away, or change the basis.", reading.article(law))


def _decides(place: str, purpose: Purpose, reading: Reading) -> Iterator[Fault]:
    if purpose.automated_decision == (purpose.logic is not None):
        return
    problem = (
        "missing, and automated_decision is true" if purpose.automated_decision else "explains no decision"
    )
    advice = "Write how it decides and what follows." if purpose.automated_decision else "Take it away."
    yield Fault(f"{place}.logic", problem, advice, reading.article("gdpr-13-2-f"))


def _special(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, group in numbered("group", record.groups):
        ground = group.ground or ""
        if group.special and not ground.startswith("gdpr-9-2-"):
            advice = "Write the exception in ground, such as gdpr-9-2-a, or do not collect this."
            problem = f'"{group.id}" is a special category without a ground'
            yield Fault(f"{place}.special", problem, advice, reading.article("gdpr-9-1"))
        if ground and not group.special:
            yield Fault(
                f"{place}.ground", "is the ground of a special category, and this is none", "Take it away."
            )


def _identity_code(record: Record, reading: Reading) -> Iterator[Fault]:
    """A personal identity code is refused by name, or kept on the ground of TSL 29 §; silence is neither."""
    fields = [
        (f"{at}.ground", field.ground)
        for group_at, group in numbered("group", record.groups)
        for at, field in numbered(f"{group_at}.field", group.fields)
        if field.id == _HETU
    ]
    for place, ground in fields:
        if ground != _HETU_LAW:
            problem = "missing" if ground is None else f'is "{ground}"'
            advice = f'Write "{_HETU_LAW}" if its ground is met; otherwise forbid the field.'
            yield Fault(place, problem, advice, reading.article(_HETU_LAW))
    if not fields and _HETU not in {forbidden.id for forbidden in record.forbidden}:
        advice = f'Declare [[forbidden]] id = "{_HETU}".'
        yield Fault("forbidden", f'does not name "{_HETU}"', advice, reading.article(_HETU_LAW))
