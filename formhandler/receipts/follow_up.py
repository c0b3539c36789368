"""What a visitor writes next, in a conversation that the receipt code opened."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from werkzeug.datastructures import MultiDict

from formhandler.contact import sensitive
from formhandler.contact.intake import Submission
from formhandler.contact.message import Message, Translate, error_of, lines
from formhandler.receipts.desk import Open
from record.model.form import Form, FormField

#: What can be asked for: GDPR Art. 16 (rectification), Art. 21 (objection), Art. 17 (erasure).
REQUESTS = ("reply", "correct", "object", "erase")
#: Those that mean nothing without words. Direct marketing can be objected to without a reason (Art. 21(2)).
NEED_WORDS = ("reply", "correct")

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One post of the form under a conversation. Nothing here is checked yet."""

    request: str
    body: str
    id: str  # random, from the page: a double click is one message
    warned: frozenset[str] = frozenset()  # the kinds of number that the page has warned of

    @classmethod
    def new(cls) -> Self:
        """An empty form."""
        return cls(request="reply", body="", id=secrets.token_hex(16))

    @classmethod
    def from_form(cls, sent: MultiDict[str, str]) -> Self:
        id = sent.get("id", "")
        return cls(
            request=sent.get("request", ""),
            body=lines(sent.get("body", "")),
            id=id if _ID.fullmatch(id) else secrets.token_hex(16),
            warned=frozenset(sent.get("warned", "").split()),
        )

    @property
    def kinds(self) -> tuple[sensitive.Kind, ...]:
        """What its text seems to hold that a person is better off not sending."""
        return sensitive.kinds(self.body)

    @property
    def warned_of_all(self) -> bool:
        return set(self.kinds) <= self.warned

    def warn(self) -> Self:
        """The same, once the page has warned of everything in it."""
        return replace(self, warned=self.warned | set(self.kinds))

    def errors(self, field: FormField, t: Translate) -> Mapping[str, str]:
        """Return what must be mended, by the id of the field: "request" or "body"."""
        found = {}
        if self.request not in REQUESTS:
            found["request"] = t("Choose what you would like to do.")
        body = replace(field, required=self.request in NEED_WORDS)
        if error := error_of(self.body, body, t):
            found["body"] = error
        return found

    def submission(
        self, opened: Open, field: FormField, *, lang: str, notice: str, now: datetime
    ) -> Submission:
        """The message that continues *opened*. It is not judged: whoever has a code is a person."""
        message = Message(values={field.id: self.body}, consents=(), decoy="", strange=())
        return Submission(
            id=self.id,
            message=message,
            lang=lang,
            notice=notice,
            reasons=(),
            received=now.replace(microsecond=0),
            request=self.request,
            thread=opened.thread,
            receipt=opened.key.public,
        )


def text_field(form: Form) -> FormField:
    """The field of *form* that takes free text: what a follow-up says stands in the same one."""
    return next(field for field in form.fields if field.kind == "text")
