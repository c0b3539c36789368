"""The lists: what came in, what waits in quarantine, what a search found, what one sender sent."""

import secrets
from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.inbox import rows, store
from formhandler.inbox.reading import reading
from formhandler.inbox.store import ANSWERED, MESSAGE, NEW, OPEN, QUARANTINE
from formhandler.owner import access, page
from formhandler.owner.access import signed_in
from texts import Translator, translator

PAGE = 50  # messages on one page
SEARCHES = 20  # that a session's later pages and the browser's way back can show again

#: What stands in the address for each list of states.
STATES: Mapping[str, tuple[str, ...]] = {"": (), "uudet": (NEW,), "avoimet": (OPEN,), "vastatut": (ANSWERED,)}


def routes(bp: Blueprint) -> None:
    """Add /, /karanteeni, /haku and /lahettaja/<reference>."""
    bp.add_url_rule("/", "inbox", inbox, methods=["GET"])
    bp.add_url_rule("/karanteeni", "quarantine", quarantine, methods=["GET"])
    bp.add_url_rule("/haku", "search", search, methods=["GET", "POST"])
    bp.add_url_rule("/haku/<id>", "found", found, methods=["GET"])
    bp.add_url_rule("/lahettaja/<reference>", "sender", sender, methods=["GET"])


@signed_in("reader")
def inbox() -> ResponseReturnValue:
    """What came in, the newest first; by state where a tab is chosen."""
    t = translator(page.lang())
    tab = request.args.get("tila", "")
    if tab not in STATES:
        abort(404)
    with reading() as at:
        numbers = {state: n for (kind, state), n in store.numbers(at.db).items() if kind == MESSAGE}
        states = STATES[tab]
        last = pages_of(_listed(numbers, states))
        number = page_number(last)
        listed = store.page(at.db, MESSAGE, states, limit=PAGE, offset=(number - 1) * PAGE)
        shown = rows.of_page(listed, at, t, now=clock.utcnow())
    return page.render(
        "inbox/inbox.html",
        title=t("Inbox"),
        rows=shown,
        tab=tab,
        tabs=_tabs(numbers, t),
        number=number,
        last=last,
    )


@signed_in("reader")
def quarantine() -> ResponseReturnValue:
    """What waits in quarantine, the newest first, with the signs of spam."""
    t = translator(page.lang())
    with reading() as at:
        last = pages_of(store.count(at.db, QUARANTINE))
        number = page_number(last)
        listed = store.page(at.db, QUARANTINE, (), limit=PAGE, offset=(number - 1) * PAGE)
        shown = rows.of_page(listed, at, t, now=clock.utcnow())
    return page.render("inbox/quarantine.html", title=t("Quarantine"), rows=shown, number=number, last=last)


@signed_in("reader")
def search() -> ResponseReturnValue:
    """
    Take what is searched for, and lead to what is found.

    It comes by post and waits beside the session, under its key: a name in the address of a page would stand
    in access logs and in the browser's history.
    """
    if request.method == "GET":
        return redirect(url_for(".inbox"), code=303)
    earlier: dict[str, str] = access.aside().get("searches", {})
    id = secrets.token_hex(4)
    kept = [*earlier.items(), (id, request.form.get("q", "").strip())]
    access.put_aside(searches=dict(kept[-SEARCHES:]))
    return redirect(url_for(".found", id=id), code=303)


@signed_in("reader")
def found(id: str) -> ResponseReturnValue:
    """What one search found."""
    t = translator(page.lang())
    typed: str | None = access.aside().get("searches", {}).get(id)
    if typed is None:  # from before the last lock
        return redirect(url_for(".inbox"), code=303)
    with reading() as at:
        entries = at.index.search(typed)
        last = pages_of(len(entries))
        number = page_number(last)
        some = entries[(number - 1) * PAGE : number * PAGE]
        shown = rows.of_entries(some, at, t, now=clock.utcnow())
    return page.render(
        "inbox/found.html",
        title=t("Search results"),
        rows=shown,
        id=id,
        typed=typed,
        n=len(entries),
        number=number,
        last=last,
    )


@signed_in("reader")
def sender(reference: str) -> ResponseReturnValue:
    """Everything that the sender of this message sent."""
    t = translator(page.lang())
    with reading() as at:
        sealed = store.one(at.db, reference)
        entries = at.index.of_sender(sealed.seq) if sealed else []
        if sealed is None or not entries:
            abort(404)
        last = pages_of(len(entries))
        number = page_number(last)
        some = entries[(number - 1) * PAGE : number * PAGE]
        shown = rows.of_entries(some, at, t, now=clock.utcnow())
    return page.render(
        "inbox/sender.html",
        title=t("Everything from one sender"),
        reference=sealed.reference,
        called=list(dict.fromkeys(entry.sender for entry in entries if entry.sender)),
        addresses=sorted({address for entry in entries for address in entry.addresses}),
        rows=shown,
        n=len(entries),
        number=number,
        last=last,
    )


def pages_of(n: int) -> int:
    """How many pages *n* lines fill; never less than one."""
    return max(1, -(-n // PAGE))


def page_number(last: int) -> int:
    """The page that is asked for; the nearest when there is none such (any more)."""
    asked = request.args.get("sivu", default=1, type=int)
    return min(max(asked, 1), last)


def _tabs(numbers: Mapping[str, int], t: Translator) -> list[tuple[str, str, int]]:
    """Each tab's name in the address, its label, and how many messages it lists."""
    labels = {"": t("All"), "uudet": t("New"), "avoimet": t("Open"), "vastatut": t("Answered")}
    return [(tab, labels[tab], _listed(numbers, states)) for tab, states in STATES.items()]


def _listed(numbers: Mapping[str, int], states: Sequence[str]) -> int:
    return sum(n for state, n in numbers.items() if not states or state in states)
