"""Showing the passphrase once more, before a change that outlasts the session: a desk may be left open."""

from flask import current_app, g, request

from formhandler import clock
from formhandler.owner import access, sign_in
from formhandler.turnstile import Full
from formhandler.vault import passphrase, slots
from texts import Translator


def problem(t: Translator) -> str:
    """What is wrong with the passphrase typed into this form; empty when it is right or was just shown."""
    now, address = clock.utcnow(), request.remote_addr
    if recent():
        return ""
    tries = current_app.extensions["tries"]
    if (until := tries.until(address, now=now)) > now:
        return sign_in.explain(sign_in.TooSoon(until), t, now=now)[1]
    try:
        right = _opens(request.form.get("passphrase", ""))
    except Full as error:
        return sign_in.explain(error, t, now=now)[1]
    if not right:
        tries.missed(address, now=now)
        return t("This is not your passphrase.")
    access.sessions().confirm(g.session.id, now=now)
    return ""


def recent() -> bool:
    """True when the passphrase was shown just now: no form needs to ask for it."""
    return g.session is not None and access.sessions().confirmed(g.session.id, now=clock.utcnow())


def _opens(words: str) -> bool:
    data = current_app.extensions["config"].data
    slot = g.unlocked.slot
    with sign_in.slowly(access.app()):
        return (
            slots.unwrap(slot, passphrase.derive(words, slot.kdf, path=slots.path_of(data, slot.id)))
            is not None
        )
