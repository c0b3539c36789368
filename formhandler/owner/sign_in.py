"""Signing in: a passphrase that finds its slot, then a code; wrong tries wait, see tries.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from babel.dates import format_time
from flask import Flask, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException

from formhandler import clock
from formhandler.owner import access, log, page
from formhandler.owner.tries import Tries
from formhandler.turnstile import Full, Turnstile
from formhandler.vault import keys, passphrase, slots, users
from formhandler.vault.errors import NotEnrolled, WrongCode, WrongPassphrase
from formhandler.vault.slots import Unlocked
from texts import Translator, translator
from texts.dates import LOCALES

#: Marks a field that a sign-in page carries for the page behind it.
KEPT = "kept:"
Fields = MultiDict[str, str] | ImmutableMultiDict[str, str]


class Wrong(Exception):
    """Passphrase or code is wrong; nobody is told which."""


class TooSoon(Exception):
    """After wrong tries this network has to wait until then (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def authenticate(app: Flask, words: str, code: str, address: str | None, *, now: datetime) -> Unlocked:
    """
    Open the slot that *words* opens, if *code* shows that its user is here.

    A user who has no second factor yet gets in without one, and no further than to where it is set up.

    Raises:
        TooSoon, Wrong: as they say.
        Full: too many try at this moment; nothing was looked at.
        VaultError: there is no vault, or it is damaged.
    """
    _see_in_time(app, address, now)
    with slowly(app):
        _see_in_time(app, address, now)  # of many at once, the others came here before the first had missed
        try:
            return _open(app, words, code, now)
        except (WrongPassphrase, WrongCode):
            app.extensions["tries"].missed(address, now=now)
            raise Wrong from None


def _see_in_time(app: Flask, address: str | None, now: datetime) -> None:
    tries: Tries = app.extensions["tries"]
    if (until := tries.until(address, now=now)) > now:
        raise TooSoon(until)


@contextmanager
def slowly(app: Flask) -> Iterator[None]:
    """Around each derivation of a key from a passphrase: one at a time (64 MiB each). Raises Full."""
    turnstile: Turnstile = app.extensions["argon2"]
    with turnstile.pass_through():
        yield


def _open(app: Flask, words: str, code: str, now: datetime) -> Unlocked:
    data = app.extensions["config"].data
    unlocked = slots.unlock_words(data, words)
    try:
        return _second_factor(app, unlocked, code, now)
    except NotEnrolled:
        return unlocked
    except WrongCode:
        # As slow as a wrong passphrase, which is tried on every slot: else the time would tell them apart.
        for slot in slots.every(data, "user"):
            if slot.id > unlocked.slot.id:
                passphrase.derive(words, slot.kdf, path=slots.path_of(data, slot.id))
        raise


def _second_factor(app: Flask, unlocked: Unlocked, code: str, now: datetime) -> Unlocked:
    """As users.second_factor; while the slot waits no code is looked at, and nobody is told so."""
    tries: Tries = app.extensions["tries"]
    slot = unlocked.slot.id
    if tries.code_until(slot, now=now) > now:
        raise WrongCode("too many wrong codes came with this passphrase")
    try:
        opened = users.second_factor(app.extensions["config"].data, unlocked, code, now)
    except WrongCode:
        tries.code_missed(slot, now=now)
        raise
    tries.code_hit(slot)
    return opened


def view() -> ResponseReturnValue:
    """The page and its post."""
    if request.method == "GET":
        if not slots.has_users(current_app.extensions["config"].data):
            return redirect(url_for(".setup"), code=303)
        return ask(request.args.get("next", ""))
    kept = _kept(request.form)
    app = access.app()
    t, now, form = translator(page.lang()), clock.utcnow(), request.form
    try:
        unlocked = authenticate(
            app, form.get("passphrase", ""), form.get("code", ""), request.remote_addr, now=now
        )
    except (Wrong, TooSoon, Full) as error:
        return refuse(error, t, form.get("next", ""), kept, now=now)
    return _welcome(unlocked, form.get("next", ""), kept, now)


def carrying(where: str, form: Fields) -> ResponseReturnValue:
    """The sign-in page, carrying a post that came after the lock."""
    fields = MultiDict((name, value) for name, value in form.items(multi=True) if name != access.TOKEN)
    return ask(where, fields)


def ask(where: str, kept: Fields | None = None, problem: str = "") -> str:
    """The sign-in page; *where* to go afterwards, and what to post there."""
    t = translator(page.lang())
    return page.render(
        "owner/sign_in.html",
        title=t("Sign in"),
        problem=problem,
        where=where,
        kept=kept or MultiDict(),
        KEPT=KEPT,
    )


def refuse(
    error: Exception, t: Translator, where: str, kept: Fields, *, now: datetime
) -> ResponseReturnValue:
    """Say why nobody got in, and keep what was carried."""
    status, problem, headers = explain(error, t, now=now)
    return ask(where, kept, problem), status, headers


def explain(error: Exception, t: Translator, *, now: datetime) -> tuple[int, str, dict[str, str]]:
    """Status, words and headers for TooSoon, Full and Wrong."""
    if isinstance(error, TooSoon):
        seconds = max(1, -int((now - error.until).total_seconds() // 1))
        said = t("Too many wrong tries from your network. Try again at %(time)s.", time=_time(error.until, t))
        return 429, said, {"Retry-After": str(seconds)}
    if isinstance(error, Full):
        return 503, t("Many are signing in at this moment. Try again in a moment."), {"Retry-After": "5"}
    said = t(
        "The passphrase or the code is wrong. A code works only once: wait for the next one. After many "
        "wrong codes, wait a quarter of an hour."
    )
    return 403, said, {}


def _welcome(unlocked: Unlocked, where: str, kept: Fields, now: datetime) -> ResponseReturnValue:
    """A new session, never an old cookie's: go on to where the user was going."""
    session_cookie = begin(unlocked, now=now)
    step = access.unfinished_step(g.session)
    if kept and not step and local(where, "POST"):
        t = translator(page.lang())
        shown = page.render("owner/carry_on.html", title=t("Continue"), where=where, kept=kept)
        answer = make_response(shown)
    else:
        answer = make_response(
            redirect(url_for(".entered", next=where if local(where, "GET") else None), code=303)
        )
    access.set_cookie(answer, session_cookie)
    return answer


def begin(unlocked: Unlocked, *, now: datetime) -> str:
    """Open a session for *unlocked*, note it in the access log, and return the cookie's value."""
    app = access.app()
    if keys.known(app.extensions["engine"]) is None:  # a crash kept the database from hearing of a new vault
        key = keys.load_public(app.extensions["config"].data)
        app.extensions["writer"].submit(partial(keys.remember, key=key, now=now))
    access.sessions().lock(access.cookie())
    value = access.sessions().open(unlocked, now=now)
    g.session, g.unlocked = access.sessions().get(value, now=now), unlocked
    missed = app.extensions["tries"].hit(request.remote_addr, now=now)
    log.note(log.What.SIGNED_IN, now=now)
    if missed:
        log.note(log.What.WRONG_TRIES, str(missed), now=now)
    return value


def local(where: str, method: str) -> bool:
    """True if *where* is the address of a page of the owner's side that takes *method*."""
    if not where.startswith("/") or where.startswith("//") or "\\" in where:
        return False
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(where.partition("?")[0], method=method)
    except HTTPException:
        return False
    return str(endpoint).startswith("owner_")


def _time(moment: datetime, t: Translator) -> str:
    """With its seconds, because a wait may be as short as one; rounded up."""
    shown = (moment + timedelta(seconds=1)).astimezone(clock.HELSINKI)
    return format_time(shown, format="medium", locale=LOCALES[t.lang])


def _kept(form: Fields) -> MultiDict[str, str]:
    return MultiDict(
        (name.removeprefix(KEPT), value) for name, value in form.items(multi=True) if name.startswith(KEPT)
    )
