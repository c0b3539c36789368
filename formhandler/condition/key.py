"""The archive's key."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock, plain
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.vault import keys, slots, state
from formhandler.vault.errors import VaultError
from texts import Translator, format_date


def opens(config: Config, engine: Engine, t: Translator) -> Iterator[Finding]:
    """Whether there is a key that the form may seal to, and how it opens."""
    try:
        public = keys.present(config.data, engine)
        state.check_ready(config.data)
        kinds = slots.kinds(config.data)
        if "managed" in kinds:
            slots.unlock_managed(config.data)
    except (VaultError, SQLAlchemyError) as error:
        closed = t("The form is closed: %(reason)s", reason=plain.words(error, t))
        yield Finding(Topic.FORM, Mark.FAULT, closed)
    else:
        yield Finding(Topic.FORM, Mark.FINE, t("The form takes messages."))
        said = t("The archive's key %(key)s %(how)s.", key=public.key_id, how=_how(kinds, t))
        yield Finding(Topic.KEY, Mark.FINE, said)


def drilled(config: Config, t: Translator, now: datetime) -> Iterator[Finding]:
    """Whether the archive can still be opened by somebody who forgot everything."""
    try:
        known = state.load(config.data)
    except VaultError:
        return  # said above
    if known.opens == state.MANAGED and not known.proven:
        said = t("The archive opens with a key file on this machine. Keep a copy of it somewhere else.")
        yield Finding(Topic.KEY, Mark.NOTE, said)
    elif known.kit and known.kit.tried:
        yield _kit(known.kit, known.kit.tried, t, now)


def _kit(kit: state.Kit, tried: date, t: Translator, now: datetime) -> Finding:
    day = format_date(tried, t.lang)
    if kit.due(clock.day(now)):
        said = t(
            "The recovery kit was last tried on %(day)s. Try it again: find it and type its words.", day=day
        )
        return Finding(Topic.KEY, Mark.FAULT, said)
    return Finding(Topic.KEY, Mark.FINE, t("The recovery kit opened the archive on %(day)s.", day=day))


def _how(kinds: frozenset[str], t: Translator) -> str:
    return {
        frozenset({"managed"}): t("opens with a key file"),
        frozenset({"user"}): t("opens with a passphrase"),
        frozenset({"managed", "user"}): t("opens with a key file or a passphrase"),
    }.get(kinds - {"kit"}, t("can't be opened by this user"))
