"""What else of the law's clocks runs: shown beside the requests, so that one page has every deadline."""

from collections.abc import Iterator

from flask import current_app, url_for

from formhandler.owner import page
from formhandler.rights import store
from texts import Translator


def pressing(t: Translator) -> list[tuple[str, str]]:
    """Words and address of each page where something presses."""
    with current_app.extensions["reader"].connect() as db:
        breaches, uninformed = store.count_breaches(db), store.count_uninformed(db)
    return [
        (words, url_for(f".{endpoint}"))
        for endpoint, n, words in _counted(breaches, uninformed, t)
        if n and f"owner_{page.lang()}.{endpoint}" in current_app.view_functions
    ]


def _counted(breaches: int, uninformed: int, t: Translator) -> Iterator[tuple[str, int, str]]:
    yield "breaches", breaches, t.n("One data breach is open", "%(n)s data breaches are open", breaches)
    yield (
        "informing",
        uninformed,
        t.n(
            "One person has to be told where their data is from",
            "%(n)s people have to be told where their data is from",
            uninformed,
        ),
    )
