"""
The pages of an import: the file, what goes where, what would come of it, and the import itself.

Each step is a page that works without a script; between them the file waits in memory (running.py).
"""

import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial, wraps
from itertools import islice

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock, plain
from formhandler.exchange import csvfile, mapping, store, vcardfile, words
from formhandler.exchange.csvfile import BadFile, Row
from formhandler.exchange.importing import Desk, Otherwise, TakenBefore
from formhandler.exchange.judging import Told
from formhandler.exchange.mapping import BadMapping, Target
from formhandler.exchange.running import Import, Imports, Locked
from formhandler.exchange.vcardfile import NoCards
from formhandler.owner import access, flash, page
from formhandler.owner.access import signed_in
from formhandler.owner.session import Sessions
from formhandler.permissions import channels
from formhandler.register import clocks, fields, reading
from formhandler.register.posting import record
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable
from texts import Translator, format_date, translator

#: Bytes of a file that a browser may send: it waits in memory. A larger one is for the command.
LONGEST = 16 * 1024 * 1024
SAMPLES = 3  # rows shown beside the columns
SHOWN = 1000  # refused rows on the page; all of them are in the report


def routes(bp: Blueprint) -> None:
    """Add /tuonti and its steps."""
    bp.add_url_rule("/tuonti", "import", begin, methods=["GET"])
    bp.add_url_rule("/tuonti", "import_file", _short_enough(send), methods=["POST"])
    bp.add_url_rule("/tuonti/sarakkeet", "import_columns", columns, methods=["GET", "POST"])
    bp.add_url_rule("/tuonti/kulku", "import_state", state, methods=["GET"])
    bp.add_url_rule("/tuonti/kulku", "import_run", run, methods=["POST"])
    bp.add_url_rule("/tuonti/raportti", "import_report", report, methods=["GET"])
    bp.add_url_rule("/tuonti/lopeta", "import_end", end, methods=["POST"])


def _short_enough(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Answer a file that is too large before any of it is read, and let the others be longer than a post."""

    @wraps(view)
    def guarded() -> ResponseReturnValue:
        request.max_content_length = LONGEST
        if g.session is not None and (request.content_length or 0) > LONGEST:
            t = translator(page.lang())
            return _begin({"file": _too_large(t)}, {}), 413
        if g.session is None:
            request.get_data(cache=False)  # a server in front takes an answer before the end for a fault
        return view()

    return guarded


@signed_in("staff")
def begin() -> ResponseReturnValue:
    """A new import; one that is under way is gone on with."""
    if (one := _mine()) is not None:
        return redirect(url_for(_step(one)), code=303)
    return _begin({}, {})


@signed_in("staff", carry=False)
def send() -> ResponseReturnValue:
    """Take the file and look at it; nothing of it is written anywhere."""
    t, typed = translator(page.lang()), request.form
    problems = _problems(t)
    raw = b"" if problems else request.files["file"].read()
    try:
        if not problems:
            _imports().put(g.session.id, _looked(raw))
            return redirect(url_for(".import_columns"), code=303)
    except BadFile as bad:
        problems["file"] = words.bad_file(bad.why, t("the file"), t)
    except NoCards:
        problems["file"] = t("The file holds no vCard.")
    except BadMapping as bad:
        problems["source"] = words.bad_mapping(bad, t)
    return _begin(problems, typed), 422


@signed_in("staff", carry=False)
def columns() -> ResponseReturnValue:
    """Which column goes where; the next step is a try that writes nothing."""
    t, one = translator(page.lang()), _mine()
    if one is None:
        return redirect(url_for(".import"), code=303)
    to = mapping.targets(record(), one.kind, one.source)
    if request.method == "GET":
        return _columns(one, to, one.columns, "")
    chosen = {
        name: column
        for place, name in enumerate(one.shape.header)
        if (column := request.form.get(f"column-{place}", ""))
    }
    try:
        plan = mapping.plan(
            one.shape.header, chosen, to, kind=one.kind, source=one.source, relation=one.relation
        )
    except BadMapping as bad:
        nothing = t("Say of at least one column where it goes.")
        problem = nothing if bad.why is mapping.Why.NOTHING else words.bad_mapping(bad, t)
        return _columns(one, to, chosen, problem), 422
    one.columns = chosen
    one.run(access.app(), _desk(), plan, dry=True, unlocked=_unlocked())
    return redirect(url_for(".import_state"), code=303)


@signed_in("staff")
def state() -> ResponseReturnValue:
    """How far it is; then what would come of it, or what came."""
    t, one = translator(page.lang()), _mine()
    if one is None or one.plan is None:
        return redirect(url_for(".import"), code=303)
    running = one.running  # asked first: it may end while the page is made, and the page tells one moment
    return page.render(
        "exchange/state.html",
        title=t("Import"),
        one=one,
        running=running,
        told=[_said(told, one, t) for told in one.told[:SHOWN]],
        more=max(0, len(one.told) - SHOWN),
        problem=_problem(one.error, t) if one.error else "",
    )


@signed_in("staff")
def run() -> ResponseReturnValue:
    """Import what was tried; or go on where it was cut off."""
    one = _mine()
    if one is None or one.plan is None:
        return redirect(url_for(".import"), code=303)
    if not one.done:
        one.run(access.app(), _desk(), one.plan, dry=False, unlocked=_unlocked())
    return redirect(url_for(".import_state"), code=303)


@signed_in("staff")
def report() -> ResponseReturnValue:
    """A line for every row that is not taken, and never what stood there."""
    t, one = translator(page.lang()), _mine()
    if one is None or one.running:
        abort(404)
    lines = "".join(f"{_said(told, one, t)}\r\n" for told in one.told)
    name = t("import-report.txt")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(lines, mimetype="text/plain", headers=headers)


@signed_in("staff")
def end() -> ResponseReturnValue:
    """Forget the file; what was imported stays."""
    t, one = translator(page.lang()), _mine()
    _imports().drop(g.session.id)
    if one is not None and not one.done:
        flash.say(t("The file is forgotten. What had been imported stays; the same file goes on from there."))
    return redirect(url_for(".import"), code=303)


def _looked(raw: bytes) -> Import:
    """
    The file in *raw* with the mapping that its last like had, or else what its columns' names say.

    Raises:
        BadFile, NoCards, BadMapping: as they say.
    """
    kind, source, form = request.form["kind"], request.form["source"], request.form
    to = mapping.targets(record(), kind, source)
    cards = vcardfile.is_one(raw)
    raw = vcardfile.as_csv(raw) if cards else raw
    shape = csvfile.look(io.BytesIO(raw))
    with current_app.extensions["reader"].connect() as db:
        before = store.remembered(db, reading.rows(), kind, shape.header)
    known = {name: column for name, column in (before or {}).items() if column in to}
    return Import(
        raw=raw, shape=shape, kind=kind, source=source, relation=form["relation"],
        overwriting="overwrite" in form, cards=cards, columns=known or mapping.guessed(shape.header, to),
    )  # fmt: skip


def _problems(t: Translator) -> dict[str, str]:
    """Field's id → what is wrong with it."""
    found, form = {}, request.form
    if "file" not in request.files or not request.files["file"].filename:
        found["file"] = t("Choose a file.")
    for name, offered in (("kind", mapping.KINDS), ("relation", mapping.RELATIONS), ("source", _sources())):
        if form.get(name) not in offered:
            found[name] = t("Choose one of these.")
    return found


def _begin(problems: Mapping[str, str], typed: Mapping[str, str]) -> str:
    t = translator(page.lang())
    return page.render(
        "exchange/file.html",
        title=t("Import"),
        problems=problems,
        typed=typed,
        sources=[(one.id, one.name[t.lang]) for one in record().sources if one.id in _sources()],
        kinds=[(fields.PERSON, t("people")), (fields.ORGANISATION, t("organisations"))],
        relations=[(clocks.NONE, t("no customers")), (clocks.CUSTOMER, t("customers"))],
        megabytes=LONGEST // 1024**2,
    )


def _columns(one: Import, to: Mapping[str, Target], chosen: Mapping[str, str], problem: str) -> str:
    t = translator(page.lang())
    rows = csvfile.rows(io.BytesIO(one.raw), one.shape)
    samples = list(islice((row for row in rows if isinstance(row, Row)), SAMPLES))
    named = {
        field.column: f"{field.name[t.lang]} ({group.name[t.lang]})"
        for group in reversed(record().groups)
        for field in group.fields
        if field.column in to
    }
    return page.render(
        "exchange/columns.html",
        title=t("What goes where"),
        header=one.shape.header,
        samples=[[row.cells[place] for row in samples] for place in range(len(one.shape.header))],
        offered=[(column, named[column]) for column in to],
        chosen=chosen,
        problem=problem,
    )


def _said(told: Told, one: Import, t: Translator) -> str:
    return words.told(told, record(), t, cards=one.cards)


def _problem(error: Exception, t: Translator) -> str:
    if isinstance(error, TakenBefore):
        return t("This file was imported already, on %(day)s.", day=format_date(error.day, t.lang))
    if isinstance(error, Otherwise):
        return t(
            "The beginning of this file was imported with another source, relation or mapping. Choose the "
            "same, so that the rest comes as the beginning did."
        )
    if isinstance(error, Unavailable):
        return t("The database cannot be written just now. What was written stays; go on in a while.")
    if isinstance(error, Locked):
        return t("The desk was locked meanwhile. What was written stays; go on from there.")
    if isinstance(error, VaultError):
        return plain.words(error, t)
    return t("The import stopped. What was written stays, and the rest was not written; go on from there.")


def _step(one: Import) -> str:
    return ".import_columns" if one.plan is None else ".import_state"


def _sources() -> list[str]:
    """Those that the record enables for something that a card of a person or an organisation can hold."""
    groups = {group.id for kind in mapping.KINDS for group in fields.groups(record(), kind)}
    return [one.id for one in record().sources if one.enabled and groups & set(one.groups)]


def _desk() -> Desk:
    parts = current_app.extensions
    return Desk(
        writer=parts["writer"], reader=parts["reader"], rows=reading.rows(), record=record(),
        key=channels.suppression_key(parts["secret"]), actor=reading.actor(), now=clock.utcnow(),
    )  # fmt: skip


def _unlocked() -> Callable[[], bool]:
    """Whether this session is still open, asked from another thread."""
    return partial(_is_open, access.sessions(), g.session.id)


def _is_open(sessions: Sessions, id: str) -> bool:
    return sessions.left(id, now=clock.utcnow()) > timedelta()


def _imports() -> Imports:
    found: Imports = current_app.extensions["imports"]
    sessions = access.sessions()
    found.forget(lambda id: not _is_open(sessions, id))
    return found


def _mine() -> Import | None:
    return _imports().get(g.session.id)


def _too_large(t: Translator) -> str:
    return t(
        "The file is larger than %(n)s MB, so none of it was read. Use the command “flask register import”, "
        "which takes files of any size, or send it in parts.",
        n=LONGEST // 1024**2,
    )
