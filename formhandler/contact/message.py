"""A visitor's message as the form sent it, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self
from unicodedata import category
from urllib.parse import parse_qsl

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from record.model.form import Form, FormField

DECOY = "extra"  # the field no person sees (theme/templates/_form.html)
TOKEN = "csrf_token"  # noqa: S105  # a field's name, no secret
CHECK = "check"  # the check page's signed id
TICKET = "ticket"  # the form script's proof of work (contact/ticket.py)
CONSENT = "consent"  # one value, a purpose's id, for every box that is ticked

#: C0 and C1 controls except tab, line feed and carriage return; and the non-characters U+FFFE, U+FFFF.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
#: What stands where bytes are not UTF-8.
REPLACEMENT = "\ufffd"
MOST_FIELDS = 100

Translate = Callable[..., str]


def fields(request: Request) -> MultiDict[str, str]:
    """
    Return what *request* carries, with U+FFFD where its bytes are not UTF-8; of a file, its field's name.

    Werkzeug leaves such bytes percent-encoded in a urlencoded form, where they would pass for text.

    Raises:
        ValueError: More fields than any form has, or more than the server takes.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return MultiDict([*request.form.items(multi=True), *((name, "") for name in request.files)])
    raw = request.get_data()
    if len(raw) >= (request.max_content_length or len(raw) + 1):
        raise ValueError("a body without a declared length was cut")
    body = raw.decode(errors="replace")
    return MultiDict(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one post carried. Nothing here is checked yet: the page must be able to show it again."""

    values: Mapping[str, str]  # field id → text, for every field of the form
    consents: tuple[str, ...]  # purposes whose box was ticked
    decoy: str
    strange: tuple[str, ...]  # names that are not in this form, or came twice

    @classmethod
    def from_form(cls, sent: MultiDict[str, str], form: Form) -> Self:
        """Read *sent* by the field allow-list of *form*; the record decides which names exist."""
        known = {field.id for field in form.fields} | {DECOY, TOKEN, CHECK, TICKET}
        ticked = sent.getlist(CONSENT)
        return cls(
            values={field.id: lines(sent.get(field.id, "")) for field in form.fields},
            consents=tuple(purpose for purpose in form.optional_consents if purpose in ticked),
            decoy=sent.get(DECOY, ""),
            strange=tuple(
                [
                    name
                    for name in sent
                    if name != CONSENT and (name not in known or len(sent.getlist(name)) > 1)
                ]
                + [purpose for purpose in ticked if purpose not in form.optional_consents]
            ),
        )

    @property
    def anonymous(self) -> bool:
        """True when nothing was left by which the sender could be answered."""
        return not (self.values.get("email") or self.values.get("phone"))


def lines(text: str) -> str:
    """HTML sends CRLF for a line break; the archive keeps LF. Spaces around are nobody's words."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def errors(message: Message, form: Form, t: Translate) -> dict[str, str]:
    """
    Return what must be mended before *message* can be sent, by field id, in the words of *t*.

    An error of no one field stands under "form".
    """
    found = {
        field.id: error for field in form.fields if (error := error_of(message.values[field.id], field, t))
    }
    if message.strange:
        names = ", ".join(sorted(name[:40] for name in message.strange)[:5])
        found["form"] = t(
            "Nothing was sent: this form doesn't know what to do with “%(names)s”. Check your text "
            "below and send it again.",
            names=names,
        )
    elif message.consents and "email" in message.values and not message.values["email"]:
        found.setdefault("email", t("Leave the email address that you give your consent for."))
    elif message.anonymous and not form.anonymous_ok:
        found["form"] = t("Leave an email address or a phone number, so that we can answer you.")
    return found


def error_of(value: str, field: FormField, t: Translate) -> str | None:
    """Return what must be mended in one field's *value*, None when nothing must."""
    if not any(category(char)[0] in "LMNPS" for char in value):  # nothing, or nothing that shows
        empty = t("Write your message here.") if field.kind == "text" else t("Fill this in.")
        return empty if field.required else None
    if len(value) > field.max:
        return t(
            "This is %(found)s characters long, and %(max)s fit. Shorten it, or send the rest in "
            "another message.",
            found=len(value),
            max=field.max,
        )
    if REPLACEMENT in value:
        return t("Some characters could not be read (they show as �). Type them again.")
    if CONTROL.search(value):
        return t(
            "There is an invisible control character here. Type the text again, or paste it as plain text."
        )
    if field.kind != "text" and "\n" in value:
        return t("Write this on one line.")
    check = _KINDS.get(field.kind)
    return check(value, t) if check else None


def _email(value: str, t: Translate) -> str | None:
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return t("This isn't a complete email address. Write it like name@example.fi.")
    return None


def _phone(value: str, t: Translate) -> str | None:
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(value, "FI"))
    except phonenumbers.NumberParseException:
        possible = False
    return (
        None if possible else t("This isn't a phone number. Write it like 040 123 4567 or +46 70 123 45 67.")
    )


_KINDS: Mapping[str, Callable[[str, Translate], str | None]] = {"email": _email, "phone": _phone}
