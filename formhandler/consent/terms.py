"""
An event in the terms of ISO/IEC TS 27560:2023: a header, the processing, and what happened.

The same for the visitor's receipt and for the authority's export. Of its fields about the person there is
one, `pii_principal_id`, and it is null: the record knows nobody.
"""

from typing import Any

from formhandler.consent.event import Event
from record import Record
from record.machine import plain

SCHEMA = "ISO/IEC TS 27560:2023"


def record_of(event: Event, words: str | None, record: Record) -> dict[str, Any]:
    """
    *event* ready for `json.dumps`.

    Args:
        words: The exact text that was shown; None if it is missing.
        record: As it is now; what was meant then is said by the text and by the notice of that hash.
    """
    return {
        "schema_version": SCHEMA,
        "record_id": event.id,
        "pii_principal_id": None,
        "pii_processing": {
            "privacy_notice": {"version": event.version, "hash": event.notice},
            "language": event.lang,
            "consent_text": {"sha256": event.text, "text": words},
            "purposes": [_purpose(id, "given", event, record) for id in event.given]
            + [
                _purpose(id, event.state if event.state == "withdrawn" else "refused", event, record)
                for id in event.refused
            ],
            "pii_controllers": [plain(record.controller.legal_name)],
        },
        "events": [
            {
                "event_time": event.at.isoformat(),
                "event_type": "explicit",
                "event_state": event.state,
                "validity_duration": {"until": event.valid_until.isoformat() if event.valid_until else None},
                "entity_id": None,
                "method": event.method,
                "surface": event.surface,
                "objection_to_counting": event.objected,
                "meaning": event.meaning or None,
                "replaces": event.previous,
            }
        ],
    }


def _purpose(id: str, state: str, event: Event, record: Record) -> dict[str, Any]:
    """A category of the choice, or the purpose of a form's box, with its name if the record still has it."""
    named = record.purposes if event.surface == "form" else record.categories
    name = next((each.name[event.lang] for each in named if each.id == id), None)
    return {"purpose_id": id, "purpose": name, "state": state}
