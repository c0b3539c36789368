"""Answers, drafts and templates that the archive's key has opened."""

from formhandler.answers.answer import Answer, Draft
from formhandler.answers.store import Sealed
from formhandler.answers.template import Template
from formhandler.vault.envelope import open_
from formhandler.vault.keys import Keyring


def open_answer(sealed: Sealed, keys: Keyring) -> Answer:
    """Raises EnvelopeError: sealed to another key, changed, or no answer of ours."""
    return Answer.from_payload(open_(keys, sealed.envelope, sealed.bound))


def open_draft(sealed: Sealed, keys: Keyring) -> Draft:
    """Raises EnvelopeError, as open_answer."""
    return Draft.from_payload(open_(keys, sealed.envelope, sealed.bound))


def open_template(sealed: Sealed, keys: Keyring) -> Template:
    """Raises EnvelopeError, as open_answer."""
    return Template.from_payload(sealed.id, open_(keys, sealed.envelope, sealed.bound))
