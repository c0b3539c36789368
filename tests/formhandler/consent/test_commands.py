"""`flask consent`: in plain words whether the record is what was written, and all of it for the authority."""

import csv
import io
import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from formhandler import condition, create_app
from formhandler.consent import chain, checked, store
from formhandler.consent.event import Event
from tests.formhandler.app import close, owner
from tests.formhandler.consent.made import FORM_WORDS, NOON, WORDS, boxed, change, event, id_of
from texts import translator

EN = translator("en")


@pytest.fixture
def filled(app, site):
    """Three events of the record of a running handler, under the notice that its site has."""
    notice = json.loads((site / "_seloste" / "site.json").read_text("utf-8"))["notice"]["hash"]
    key = chain.key(app.extensions["secret"])

    def job(db):
        for each, words in (
            (event(1, notice=notice), WORDS),
            (event(2, notice=notice, at=NOON + timedelta(days=1), previous=id_of(1)), WORDS),
            (boxed(3, at=NOON + timedelta(days=2)), FORM_WORDS),
        ):
            store.add(db, Event.read(each.body().replace(event().notice, notice)), words, key, now=each.at)

    app.extensions["writer"].submit(job)
    return app


def failing(app, *command):
    result = app.test_cli_runner().invoke(args=list(command))
    assert result.exit_code == 1, result.output
    return result.output


def test_a_whole_record_is_said_in_one_line_with_its_checkpoint(filled):
    said = owner(filled, "consent", "verify")

    assert said.startswith(
        "3 events, 0 erased on their day; nothing is missing or altered. Checkpoint: 2026-09-03 3 "
    )
    assert said.count("\n") == 1
    line = said.partition("Checkpoint: ")[2].strip()
    assert owner(filled, "consent", "verify", "--checkpoint", line) == said


def test_an_empty_record_is_said_to_be_empty(app):
    assert owner(app, "consent", "verify") == "The consent record is empty.\n"


def test_an_event_that_was_altered_is_named_with_its_time(filled):
    change(
        filled.extensions["engine"],
        "UPDATE consent_event SET body = replace(body, 'statistics', 'ads') WHERE seq = 2",
    )

    said = failing(filled, "consent", "verify")

    assert said == "Event 2 of 02/09/2026, 12:00: it was altered after it was written.\n"


def test_an_event_that_was_removed_is_named_by_the_one_before(filled):
    change(filled.extensions["engine"], "DELETE FROM consent_event WHERE seq = 2")

    said = failing(filled, "consent", "verify").splitlines()

    assert said[0] == "Event 2 is missing. The one before is from 01/09/2026, 12:00."
    assert said[1].startswith("Event 3 of 03/09/2026, 12:00: whether it is unaltered can't be seen")


def test_an_older_database_put_back_is_found_by_the_kept_line(filled):
    line = owner(filled, "consent", "verify").partition("Checkpoint: ")[2].strip()
    engine = filled.extensions["engine"]
    for table in ("consent_event", "consent_checkpoint"):
        change(engine, f"DELETE FROM {table}")  # noqa: S608

    assert owner(filled, "consent", "verify") == "The consent record is empty.\n"
    said = failing(filled, "consent", "verify", "--checkpoint", line)
    assert "On 3 September 2026 the record reached event 3, now it ends at event 0" in said


def test_a_line_that_is_no_checkpoint_is_refused_in_words(filled):
    assert "is no checkpoint" in failing(filled, "consent", "verify", "--checkpoint", "yesterday")


def test_each_thing_that_can_be_wrong_has_its_sentence_in_every_language():
    from formhandler.consent.verifying import Fault, What
    from formhandler.consent.words import sentence

    for lang in ("fi", "sv", "en"):
        said = {
            sentence(Fault(what=what, seq=4, last=9, at=NOON, day=NOON.date(), detail="id"), translator(lang))
            for what in What
        }
        assert len(said) == len(What)


def test_a_check_is_noted_for_the_owner(filled):
    change(filled.extensions["engine"], "DELETE FROM consent_event WHERE seq = 3")
    failing(filled, "consent", "verify")

    with filled.extensions["reader"].connect() as db:
        noted = checked.last(db)
    assert noted is not None
    assert (noted.events, noted.faults) == (2, 1)


def test_another_secret_is_said_by_the_command_and_by_the_doctor(filled, settings):
    now = datetime(2026, 11, 22, tzinfo=UTC)
    said = [str(each.text) for each in condition.examine(filled, EN, certificate=None, now=now)]
    assert "The consent record's checkpoints fit secret.key." in said

    path = settings.data / "secret.key"
    path.unlink()
    path.write_bytes(os.urandom(32))
    other = create_app(settings)

    assert failing(other, "consent", "verify") == (
        "Nothing in the consent record fits secret.key. Put the secret.key back that it was written with.\n"
    )
    faults = [
        each for each in condition.examine(other, EN, certificate=None, now=now) if "secret.key" in each.text
    ]
    assert any(each.mark is condition.Mark.FAULT and "flask consent verify" in each.text for each in faults)
    close(other)


def test_the_export_has_every_event_with_its_text_in_the_standards_terms(filled):
    found = json.loads(owner(filled, "consent", "export"))

    assert [each["number"] for each in found] == [1, 2, 3]
    first, second, third = found
    assert first["schema_version"] == "ISO/IEC TS 27560:2023"
    assert (first["record_id"], first["pii_principal_id"]) == (id_of(1), None)
    assert first["pii_processing"]["consent_text"]["text"] == WORDS
    assert first["pii_processing"]["purposes"] == [
        {"purpose_id": "statistics", "purpose": None, "state": "given"}
    ]
    assert second["events"][0]["replaces"] == id_of(1)
    assert third["events"][0]["surface"] == "form"
    assert third["pii_processing"]["language"] == "en"


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--since", "2026-09-02"], [2, 3]),
        (["--until", "2026-09-02"], [1, 2]),
        (["--since", "2026-09-02", "--until", "2026-09-02"], [2]),
        (["--since", "2026-10-01"], []),
    ],
)
def test_the_export_may_be_of_some_days(filled, options, numbers):
    assert [each["number"] for each in json.loads(owner(filled, "consent", "export", *options))] == numbers


def test_the_export_of_an_empty_record_is_an_empty_list(app):
    assert json.loads(owner(app, "consent", "export")) == []


def test_the_export_as_a_table_has_the_same_events(filled):
    rows = list(csv.DictReader(io.StringIO(owner(filled, "consent", "export", "--format", "csv"))))

    assert [row["record_id"] for row in rows] == [id_of(1), id_of(2), id_of(3)]
    assert rows[0]["text"] == WORDS
    assert rows[2]["valid_until"] == ""


def test_a_text_that_looks_like_a_formula_is_a_text_in_the_table(app):
    key = chain.key(app.extensions["secret"])
    app.extensions["writer"].submit(lambda db: store.add(db, event(1), "=1+1", key, now=NOON))

    [row] = csv.DictReader(io.StringIO(owner(app, "consent", "export", "--format", "csv")))

    assert row["text"] == "'=1+1"


def test_an_erased_event_keeps_its_number_in_the_export(filled):
    change(
        filled.extensions["engine"],
        "UPDATE consent_event SET id = NULL, body = NULL, erased = link WHERE seq = 2",
    )

    found = json.loads(owner(filled, "consent", "export"))

    assert [(each["number"], each["record_id"]) for each in found] == [
        (1, id_of(1)),
        (2, None),
        (3, id_of(3)),
    ]


def test_an_exported_file_is_whole_its_owners_alone_and_replaces_nothing(filled, tmp_path):
    target = tmp_path / "consents.json"

    owner(filled, "consent", "export", "-o", str(target))

    assert len(json.loads(target.read_text("utf-8"))) == 3
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "exists already" in failing(filled, "consent", "export", "-o", str(target))
    assert "can't be written" in failing(filled, "consent", "export", "-o", str(tmp_path / "none" / "x.json"))
    assert [path.name for path in tmp_path.iterdir() if "consents" in path.name] == ["consents.json"]


def test_nothing_of_a_row_is_believed_that_cannot_be_read(filled):
    with filled.extensions["engine"].begin() as db:
        db.execute(text("UPDATE consent_event SET body = 'not json' WHERE seq = 1"))

    assert "Event 1: it was altered" in failing(filled, "consent", "verify")
    assert json.loads(owner(filled, "consent", "export"))[0]["record_id"] is None
