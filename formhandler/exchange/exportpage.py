"""The page on which cards are written out: for whom and what for, and the file, straight from memory."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine

from formhandler import clock
from formhandler.exchange import exporting, store
from formhandler.owner import log, page
from formhandler.owner.access import signed_in
from formhandler.register import reading
from formhandler.register.posting import record, unsaved
from formhandler.vault.rows import Rows
from formhandler.writer import Unavailable
from record import Record
from texts import Translator, translator

LONGEST = 200  # characters of the recipient and of the purpose
TYPES = {"csv": "text/csv", "json": "application/json", "vcard": "text/vcard"}
ENDINGS = {"csv": "csv", "json": "json", "vcard": "vcf"}


def routes(bp: Blueprint) -> None:
    """Add /vienti."""
    bp.add_url_rule("/vienti", "export", show, methods=["GET"])
    bp.add_url_rule("/vienti", "export_file", make, methods=["POST"])


@signed_in("staff")
def show() -> ResponseReturnValue:
    """The form; a card's page can name the card: ?kortti=."""
    return _page({"card": request.args.get("kortti", "")}, {})


@signed_in("staff")
def make() -> ResponseReturnValue:
    """Note who gets the file and what for, and then write it: a line too many is better than none."""
    t, form, now = translator(page.lang()), request.form, clock.utcnow()
    card = form.get("card", "").strip() or None
    problems = _problems(t)
    with current_app.extensions["reader"].connect() as db:
        found = exporting.found(db, card)
    if card is not None and not found.number:
        problems["to"] = t("This card may not be exported: it is gone, merged or restricted.")
    if problems:
        return _page(form, problems), 422
    kept = {"recipient": form["to"].strip(), "purpose": form["why"].strip(), "format": form["format"]}
    content: dict[str, Any] = {**kept, "cards": found.number, "actor": reading.actor()}
    rows, rec = reading.rows(), record()
    try:
        current_app.extensions["writer"].submit(
            lambda db: store.exported(db, rows, rec, content, card=card, now=now)
        )
        log.note(log.What.CARDS_EXPORTED, card or str(found.number), now=now)
    except Unavailable:
        return _page(form, {"to": unsaved(t)}), 503
    lines = _lines(current_app.extensions["reader"], rows, rec, content, card, now)
    name = f"{t('register')}-{clock.day(now).isoformat()}.{ENDINGS[form['format']]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(lines), mimetype=TYPES[form["format"]], headers=headers)


def _lines(
    reader: Engine, rows: Rows, record: Record, content: Mapping[str, Any], card: str | None, now: datetime
) -> Iterator[str]:
    with reader.connect() as db:
        opened = exporting.opened(db, rows, card)
        yield from exporting.FORMATS[content["format"]](opened, record, content, now)


def _problems(t: Translator) -> dict[str, str]:
    found, form = {}, request.form
    for name, empty in (
        ("to", t("Write who gets the file.")),
        ("why", t("Write what it is for.")),
    ):
        if not form.get(name, "").strip():
            found[name] = empty
        elif len(form[name]) > LONGEST:
            found[name] = t("This is too long: %(n)s characters at most.", n=LONGEST)
    if form.get("format") not in exporting.FORMATS:
        found["format-csv"] = t("Choose one of these.")
    return found


def _page(typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    t = translator(page.lang())
    with current_app.extensions["reader"].connect() as db:
        found = exporting.found(db, typed.get("card", "").strip() or None)
    return page.render(
        "exchange/export.html",
        title=t("Export"),
        typed=typed,
        problems=problems,
        found=found,
        formats=[
            ("csv", "CSV", t("For a spreadsheet. Nothing in it is taken for a formula.")),
            ("json", "JSON", t("For another program: each entry with its source, purposes and last day.")),
            ("vcard", "vCard", t("For an address book: names, addresses and numbers.")),
        ],
    )
