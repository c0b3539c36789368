"""The consent record: whether its checkpoints fit the handler's secret."""

from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.consent import chain, rows, verifying
from formhandler.consent.words import sentence
from texts import Translator


def fit(engine: Engine, secret: bytes, t: Translator) -> Iterator[Finding]:
    """A look that costs nothing much, at the days alone; `flask consent verify` looks at each event."""
    try:
        with engine.connect() as db:
            if not rows.last(db) and not rows.checkpoints(db):
                return  # nobody has chosen anything
            fault = verifying.look(db, chain.key(secret))
    except SQLAlchemyError:
        return  # said of the database
    if fault is None:
        yield Finding(Topic.STORAGE, Mark.FINE, t("The consent record's checkpoints fit secret.key."))
        return
    said = t(
        "The consent record was altered, or secret.key is not the one it was written with. %(found)s Run: "
        "flask consent verify",
        found=sentence(fault, t),
    )
    yield Finding(Topic.STORAGE, Mark.FAULT, said)
