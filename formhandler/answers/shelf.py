"""The templates as they lie sealed: opened for their page, sealed when they were changed."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import date

from flask import current_app, g
from sqlalchemy import Connection

from formhandler import clock
from formhandler.answers import outgoing, store
from formhandler.answers.opened import open_template
from formhandler.answers.store import Sealed
from formhandler.answers.template import LONGEST_NAME, LONGEST_TEXT, Template
from formhandler.contact.message import CONTROL
from formhandler.vault import keys
from formhandler.vault.envelope import EnvelopeError
from texts import Translator


def everything() -> list[tuple[Sealed, Template | None]]:
    """Every template, by its name; with None one that does not open."""
    with current_app.extensions["reader"].connect() as db:
        found = store.templates(db)
    opened = [(sealed, open_or_none(sealed)) for sealed in found]
    return sorted(opened, key=lambda pair: pair[1].name.casefold() if pair[1] else "")


def one(id: str) -> Sealed | None:
    """The template *id*, not opened."""
    with current_app.extensions["reader"].connect() as db:
        return store.one(db, id, store.TEMPLATE)


def open_or_none(sealed: Sealed) -> Template | None:
    """The template in *sealed*; None if it does not open."""
    try:
        return open_template(sealed, g.session.keyring)
    except EnvelopeError:
        return None


def keep(templates: Iterable[Template]) -> None:
    """Add templates, and put changed ones where they were. Raises Unavailable, VaultError."""
    config, engine = current_app.extensions["config"], current_app.extensions["engine"]
    key, today = keys.present(config.data, engine), clock.day(clock.utcnow())
    sealed = [outgoing.template(one, day=today, to=key) for one in templates]

    def job(db: Connection) -> None:
        for one in sealed:
            if not store.replace(db, one):
                store.add(db, one)

    current_app.extensions["writer"].submit(job)


def errors(template: Template, t: Translator) -> dict[str, str]:
    """What must be mended before it can be kept, by field."""
    found = {lang: _text_error(text, t) for lang, text in template.texts.items()}
    if not template.name:
        found["name"] = t("Give the template a name.")
    elif len(template.name) > LONGEST_NAME:
        found["name"] = t(
            "The name is %(found)s characters long, and %(max)s fit.",
            found=len(template.name),
            max=LONGEST_NAME,
        )
    if not template.texts:
        found["fi"] = t("Write the text in one language at least.")
    return {field: error for field, error in found.items() if error}


def _text_error(text: str, t: Translator) -> str:
    if len(text) > LONGEST_TEXT:
        return t("The text is %(found)s characters long, and %(max)s fit.", found=len(text), max=LONGEST_TEXT)
    return (
        t("There is an invisible control character here. Type the text again, or paste it as plain text.")
        if CONTROL.search(text)
        else ""
    )


def as_fields(sealed: Sealed) -> Mapping[str, str]:
    """A deleted template as the fields of its undo: as sealed as it was."""
    return {
        "id": sealed.id,
        "day": sealed.day.isoformat(),
        "key": sealed.key_id,
        "envelope": base64.b64encode(sealed.envelope).decode(),
    }


def from_fields(form: Mapping[str, str]) -> Sealed | None:
    """What as_fields wrote; None if it is not that, or does not open."""
    try:
        sealed = Sealed(
            id=form["id"],
            kind=store.TEMPLATE,
            thread=None,
            day=date.fromisoformat(form["day"]),
            expires_on=date.max,
            key_id=form["key"],
            envelope=base64.b64decode(form["envelope"], validate=True),
            receipt_key=None,
        )
    except (KeyError, ValueError, binascii.Error):
        return None
    return sealed if open_or_none(sealed) else None
