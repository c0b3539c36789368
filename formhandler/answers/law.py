"""What the law asks when a visitor's message is a request about their own data."""

from dataclasses import dataclass
from datetime import date

from record.period import ONE_MONTH
from texts import Translator

REQUESTS = ("correct", "object", "erase")


@dataclass(frozen=True, slots=True)
class Duty:
    """One request: what it is, what to do, until when."""

    name: str
    asks: str
    until: date


def duty(request: str, received: date, t: Translator) -> Duty | None:
    """
    The duty that *request* brings, or None when it is none of REQUESTS.

    One month from receipt (GDPR Art. 12(3)), to the day of the same number. Reg. 1182/71 Art. 3(4) would
    move the end from a holiday to the next working day: an owner who keeps this date is never late.
    """
    words = {
        "correct": (
            t("Request to correct data"),
            t("Correct what is wrong and tell the visitor what you did (GDPR Articles 16 and 12)."),
        ),
        "object": (
            t("Objection"),
            t(
                "Stop the processing it is about, unless you have a compelling reason; always stop direct "
                "marketing. Tell the visitor what you did (GDPR Articles 21 and 12)."
            ),
        ),
        "erase": (
            t("Request to erase data"),
            t(
                "Erase the data, or tell which law or reason has you keep it and until when (GDPR "
                "Articles 17 and 12)."
            ),
        ),
    }.get(request)
    return Duty(*words, until=ONE_MONTH.add_to(received)) if words else None
