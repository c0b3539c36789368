"""What the law asks when a visitor's message is a request about their own data."""

from dataclasses import dataclass
from datetime import date

from formhandler.rights import deadlines
from record import Record
from texts import Translator

#: What a follow-up can ask for, and by which article of the GDPR.
ARTICLES = {"correct": "16", "object": "21", "erase": "17"}
REQUESTS = tuple(ARTICLES)


@dataclass(frozen=True, slots=True)
class Duty:
    """One request: what it is, what to do, until when."""

    name: str
    asks: str
    until: date


def duty(request: str, received: date, t: Translator, record: Record) -> Duty | None:
    """
    The duty that *request* brings, or None when it is none of REQUESTS.

    One month from receipt (GDPR Art. 12(3)), counted as rights/deadlines.py does, or what the record says.
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
    if words is None:
        return None
    return Duty(*words, until=deadlines.due(received, deadlines.of_article(record, ARTICLES[request])))
