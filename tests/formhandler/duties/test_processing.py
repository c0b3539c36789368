"""The record of processing (GDPR Art. 30) as a page and as a file: what the record says, all of it."""

import csv
import io
from html import unescape

import pytest

from record import processing
from tests.formhandler.owner.desk import desk

PREFIX = {"fi": "/hallinta", "sv": "/hallinta/sv", "en": "/hallinta/en"}


@pytest.mark.parametrize("lang", PREFIX)
def test_the_page_says_everything_that_the_document_says(app, lang):
    document = processing.as_document(app.extensions["record"], lang)

    page = unescape(desk(app, "reader").get(f"{PREFIX[lang]}/kasittelytoimet").text)

    for activity in document["activities"]:
        for part in ("purpose", "subjects", "data", "recipients", "transfers", "erasure"):
            for line in activity[part]:
                assert line in page
    for line in (*document["controller"], *document["security"]):
        assert line in page


def test_the_file_has_a_line_for_each_activity(app):
    document = processing.as_document(app.extensions["record"], "en")

    answer = desk(app, "reader").get("/hallinta/en/kasittelytoimet.csv")

    heading, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert [line[0] for line in lines] == [activity["name"] for activity in document["activities"]]
    assert len(heading) == len(lines[0]) == 7
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
