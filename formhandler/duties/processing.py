"""The record of processing activities (GDPR Art. 30), to read, to print and as a file for the authority."""

import csv
import io

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from formhandler.owner import page
from formhandler.owner.access import signed_in
from record import Record, processing
from record.speech import word
from texts import translator

PARTS = ("purpose", "subjects", "data", "recipients", "transfers", "erasure")


def routes(bp: Blueprint) -> None:
    """Add /kasittelytoimet and its file."""
    bp.add_url_rule("/kasittelytoimet", "processing", show, methods=["GET"])
    bp.add_url_rule("/kasittelytoimet.csv", "processing_csv", download, methods=["GET"])


@signed_in("reader")
def show() -> ResponseReturnValue:
    t = translator(page.lang())
    record: Record = current_app.extensions["record"]
    return page.render(
        "duties/processing.html",
        title=t("Record of processing activities"),
        document=processing.as_document(record, page.lang()),
        parts={part: word(part, page.lang()) for part in PARTS},
        word=lambda name: word(name, page.lang()),
    )


@signed_in("reader")
def download() -> ResponseReturnValue:
    """A line for each activity, for a spreadsheet."""
    record: Record = current_app.extensions["record"]
    document = processing.as_document(record, page.lang())
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([document["register"], *(word(part, page.lang()) for part in PARTS)])
    for activity in document["activities"]:
        lines.writerow([_safe(cell) for cell in (activity["name"], *(activity[part] for part in PARTS))])
    headers = {"Content-Disposition": f'attachment; filename="gdpr-30-{document["version"]}.csv"'}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _safe(cell: str | list[str]) -> str:
    """One text; a spreadsheet takes what begins so for a formula."""
    text = cell if isinstance(cell, str) else "\n".join(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
