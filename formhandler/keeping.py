"""Until when what a visitor sent is kept, in one place for the form and for the owner's verdict."""

from datetime import date

from record import Record
from record.model.form import Form


def last_day(record: Record, form: Form, kind: str, start: date) -> date:
    """
    The last day of a message that became *kind* on *start*, by the record that the notice prints.

    Args:
        kind: "message" is kept as long as the form's purpose says; "quarantine" is short.
        start: Calendar date in Europe/Helsinki: of receipt, or when it was moved to quarantine.
    """
    return record.retention(
        form.spam_retention if kind == "quarantine" else record.purpose(form.purpose).retention
    ).last_day(start)


def form_of(record: Record, id: str) -> Form:
    """The form that a message came by; if the record has dropped it since, the record's first."""
    return next((form for form in record.forms if form.id == id), record.forms[0])
