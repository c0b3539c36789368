"""The archive's key."""

from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import plain
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.vault import keys, slots
from formhandler.vault.errors import VaultError
from texts import Translator


def opens(config: Config, engine: Engine, t: Translator) -> Iterator[Finding]:
    try:
        public = keys.present(config.data, engine)
        kinds = slots.kinds(config.data)
        if "managed" in kinds:
            slots.unlock_managed(config.data)
    except (VaultError, SQLAlchemyError) as error:
        yield Finding(
            Topic.FORM, Mark.FAULT, t("The form is closed: %(reason)s", reason=plain.words(error, t))
        )
    else:
        how = {
            frozenset({"managed"}): t("opens with a key file"),
            frozenset({"user"}): t("opens with a passphrase"),
            frozenset({"managed", "user"}): t("opens with a key file or a passphrase"),
        }.get(kinds, t("can't be opened by this user"))
        yield Finding(
            Topic.KEY, Mark.FINE, t("The archive's key %(key)s %(how)s.", key=public.key_id, how=how)
        )
