"""The writing form as it was posted, and what is wrong with it."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from unicodedata import category

from formhandler.answers.answer import Draft
from formhandler.answers.store import Newest
from formhandler.contact.message import CONTROL
from texts import Translator

LONGEST = 20_000  # characters of the answer
LONGEST_SUBJECT = 200  # characters
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What the form holds. Nothing here is checked yet: the page must be able to show it again."""

    submission: str  # 32 hex digits: of one form, so that a double click is one answer
    seen: Newest  # what stood in the conversation when its writer looked at it last
    subject: str
    body: str
    quote: bool = False
    template: str = ""  # id of the one that was chosen
    notify: bool = True  # an answer behind the code: say by mail that it is there
    anyway: bool = False  # the writer was warned, and still wants to mail it

    @classmethod
    def new(cls, *, seen: Newest, subject: str, notify: bool) -> Self:
        return cls(submission=secrets.token_hex(16), seen=seen, subject=subject, body="", notify=notify)

    @classmethod
    def of_draft(cls, draft: Draft, *, seen: Newest, notify: bool) -> Self:
        return replace(
            cls.new(seen=seen, subject=draft.subject, notify=notify), body=draft.body, quote=draft.quote
        )

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Self:
        sent = form.get("submission", "")
        return cls(
            submission=sent if _ID.fullmatch(sent) else secrets.token_hex(16),
            seen=Newest(_number(form.get("seen_answer", "")), _number(form.get("seen_message", ""))),
            subject=_lines(form.get("subject", "")).strip(),
            body=_lines(form.get("body", "")).strip("\n"),
            quote="quote" in form,
            template=form.get("template", ""),
            notify="notify" in form,
            anyway="anyway" in form,
        )

    def renewed(self, *, seen: Newest) -> Self:
        """The same words on another page: what is there now has been seen."""
        return replace(self, submission=secrets.token_hex(16), seen=seen)

    def with_text(self, text: str) -> Self:
        """*text* after what is written."""
        return replace(self, body=f"{self.body.rstrip()}\n\n{text}".lstrip("\n"))

    def document_id(self, thread: str, via: str) -> str:
        """The answer's id: the same form sent twice is one answer, with other words it is another."""
        parts = (self.submission, thread, via, self.subject, self.body, str(self.quote))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def errors(self, t: Translator) -> dict[str, str]:
        """What must be mended before it can be sent, by field."""
        found = {"subject": self._subject_error(t), "body": self._body_error(t)}
        return {field: error for field, error in found.items() if error}

    def _subject_error(self, t: Translator) -> str:
        if not _shows(self.subject):
            return t("Write a subject.")
        if "\n" in self.subject:
            return t("Write the subject on one line.")
        return _strange(self.subject, LONGEST_SUBJECT, t)

    def _body_error(self, t: Translator) -> str:
        if not _shows(self.body):
            return t("The answer is empty. Write it first.")
        return _strange(self.body, LONGEST, t)

    @property
    def too_long(self) -> bool:
        """Longer than can be kept, even as a draft."""
        return len(self.body) > LONGEST or len(self.subject) > LONGEST_SUBJECT


def _strange(text: str, longest: int, t: Translator) -> str:
    if len(text) > longest:
        return t(
            "This is %(found)s characters long, and %(max)s fit. Shorten it, or send the rest in "
            "another answer.",
            found=len(text),
            max=longest,
        )
    if CONTROL.search(text):
        return t(
            "There is an invisible control character here. Type the text again, or paste it as plain text."
        )
    return ""


def _shows(text: str) -> bool:
    return any(category(char)[0] in "LMNPS" for char in text)


def _lines(text: str) -> str:
    """HTML sends CRLF for a line break; the archive keeps LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
