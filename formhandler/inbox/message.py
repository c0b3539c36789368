"""The page of one message: its whole conversation, and what may be done with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from heapq import merge
from operator import itemgetter
from urllib.parse import quote

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock, pages, plain
from formhandler.answers import panel
from formhandler.answers.panel import Line
from formhandler.contact import spam
from formhandler.inbox import display, rows, store
from formhandler.inbox.opened import Opened, open_message
from formhandler.inbox.reading import reading
from formhandler.inbox.store import ANSWERED, NEW, OPEN, Sealed
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring
from record import Record
from record.model.form import Form
from texts import Translator, translator

#: States that a button sets.
SETTABLE = (NEW, OPEN, ANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message of a conversation, opened or not."""

    sealed: Sealed
    opened: Opened | None
    problem: str  # why it could not be opened, in words

    @property
    def quarantined(self) -> bool:
        return self.sealed.kind == store.QUARANTINE

    @property
    def at(self) -> datetime | None:
        """When it came; None if that could not be opened."""
        return self.opened.received if self.opened else None


def routes(bp: Blueprint) -> None:
    """Add /viesti/<reference> and the buttons of its states."""
    bp.add_url_rule("/viesti/<reference>", "message", message, methods=["GET"])
    bp.add_url_rule("/viesti/<reference>/tila", "state", state, methods=["POST"])


@signed_in("reader")
def message(reference: str) -> ResponseReturnValue:
    """Show the conversation that the message belongs to, tell the log, and mark as read what is shown."""
    t = translator(page.lang())
    now = clock.utcnow()
    with reading() as at:
        asked = store.one(at.db, reference)
        if asked is None:
            return gone(t)
        letters = [_open(sealed, at.keys, t) for sealed in store.thread(at.db, asked.thread)]
    for letter in letters:
        if letter.opened:
            log.note(log.What.OPENED, letter.sealed.reference, now=now)
    _mark_read(letters)
    answering = panel.of(asked.reference, now=now)
    if answering is None:
        return gone(t)  # erased in this moment
    return page.render(
        "inbox/message.html",
        title=t("Message %(reference)s", reference=asked.reference),
        asked=asked,
        entries=in_order(letters, answering.lines),
        sender=next((letter.opened.sender for letter in letters if letter.opened), ""),
        opens=any(letter.opened for letter in letters),
        judgeable=any(letter.opened for letter in letters if letter.sealed.id == asked.id),
        state=_state(letters),
        panel=answering,
        display=display,
        form_of=partial(_form, current_app.extensions["record"]),
        phone_of=_phone,
        mail_of=partial(quote, safe="@+"),
        request_of=partial(rows.request, t=t),
        language_of=partial(rows.language, t=t),
        notice=_notice(),
        limit=spam.QUARANTINE,
    )


@signed_in("staff")
def state(reference: str) -> ResponseReturnValue:
    """Mark this message as unread, or the conversation as open or answered; twice is as good as once."""
    t = translator(page.lang())
    wanted = request.form.get("state", "")
    if wanted not in SETTABLE:
        abort(400)
    with current_app.extensions["reader"].connect() as db:
        asked = store.one(db, reference)
        if asked is None:
            return gone(t)
        ids = [asked.id] if wanted == NEW else [sealed.id for sealed in store.thread(db, asked.thread)]
    current_app.extensions["writer"].submit(partial(store.set_state, ids=ids, state=wanted))
    flash.say(_said(asked.reference, t)[wanted])
    if wanted == NEW:  # its own page would mark it as read again
        return redirect(url_for(".quarantine" if asked.kind == store.QUARANTINE else ".inbox"), code=303)
    return redirect(url_for(".message", reference=asked.reference), code=303)


def in_order(letters: Iterable[Letter], lines: Iterable[Line]) -> list[Letter | Line]:
    """Messages and answers as a conversation reads: the oldest first, what came before what answers it."""
    written = list(_timed(letters, datetime.min.replace(tzinfo=UTC)))
    begun = written[0][0]  # there is a message whose page this is, and no answer came before the first
    return [entry for _, entry in merge(written, _timed(lines, begun), key=itemgetter(0))]


def gone(t: Translator) -> ResponseReturnValue:
    """There is no such message, or no more: it may have been erased while its page was open."""
    return page.render("inbox/gone.html", title=t("This message is not here")), 404


def _open(sealed: Sealed, keys: Keyring, t: Translator) -> Letter:
    try:
        return Letter(sealed=sealed, opened=open_message(sealed, keys), problem="")
    except EnvelopeError as error:
        return Letter(sealed=sealed, opened=None, problem=plain.words(error, t))


def _timed(entries: Iterable[Letter | Line], last: datetime) -> Iterator[tuple[datetime, Letter | Line]]:
    """With times that never fall: what does not open, or came with a clock set back, keeps its place."""
    for entry in entries:
        last = max(last, entry.at or last)
        yield last, entry


def _mark_read(letters: Sequence[Letter]) -> None:
    """What is shown to somebody whose work it is; a reader leaves it unread for the others."""
    unread = [letter.sealed.id for letter in letters if letter.sealed.state == NEW]
    if unread and g.session.user.may("staff"):
        change = partial(store.set_state, ids=unread, state=OPEN, only=(NEW,))
        current_app.extensions["writer"].submit(change)


def _state(letters: Sequence[Letter]) -> str:
    """Of the conversation: answered when its newest message is."""
    newest = letters[-1].sealed.state
    return newest if newest == ANSWERED else OPEN


def _said(reference: str, t: Translator) -> Mapping[str, str]:
    return {
        NEW: t("Message %(reference)s is marked as unread.", reference=reference),
        OPEN: t("The conversation is marked as open."),
        ANSWERED: t("The conversation is marked as answered."),
    }


def _form(record: Record, id: str) -> Form | None:
    """The form that was used, if the record still has it."""
    return next((form for form in record.forms if form.id == id), None)


def _phone(number: str) -> str:
    """The number to dial, as a link needs it: digits, with a plus when it names a country."""
    typed = number.strip()
    return ("+" if typed.startswith("+") else "") + "".join(char for char in typed if char in "0123456789")


def _notice() -> str:
    """The hash of the notice that stands on the site now; empty when there is no site here."""
    try:
        return str(pages.site(current_app.extensions["config"].site)["notice"]["hash"])
    except (pages.SiteMissing, KeyError):
        return ""
