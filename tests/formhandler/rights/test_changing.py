"""What the desk does with a request, and what it refuses."""

from datetime import date, datetime, timedelta

import pytest

from formhandler.rights import changing, store
from formhandler.rights.changing import By, Rejected
from formhandler.rights.store import Stale
from formhandler.vault import keys
from formhandler.vault.envelope import Tampered
from tests.formhandler.register import made
from texts import translator

LETTER = {
    "article": "17",
    "way": "post",
    "received_on": "2026-01-31",
    "who": "Maija Meikäläinen",
    "contact": "maija@example.com",
    "asked": "Poistakaa tietoni.",
}
CLOSED = {"outcome": "done", "closed_on": "2026-02-20", "answer": "Wrote by letter that all is gone."}


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    return made.record_of(tmp_path_factory.mktemp("registered"))


@pytest.fixture
def by(record):
    def on(day: str) -> By:
        now = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        return By(actor=made.ACTOR, now=now, record=record, t=translator("en"))

    return on


def faults(change, *arguments):
    with pytest.raises(Rejected) as caught:
        change(*arguments)
    return caught.value.faults


def test_a_letter_gets_its_last_day_and_says_what_comes_next(by):
    case = changing.make(LETTER, by("2026-02-01"))

    assert case.due_on == date(2026, 3, 2)
    assert case.days_left(date(2026, 3, 3)) == -1
    assert case.next == "identity"
    case = changing.identity(case, {"identity": "known"}, by("2026-02-01"))
    for action in ("find", "erase", "recipients"):
        assert case.next == action
        case = changing.action(case, {"action": action, "note": "so"}, by("2026-02-02"))
    assert case.next == "answer"
    assert [step.what for step in case.steps] == ["made", "identity", "find", "erase", "recipients"]


def test_nobody_is_asked_for_a_signature_or_an_identity_code(by):
    case = changing.make(LETTER, by("2026-02-01"))

    for how in ("", "signature", "hetu"):
        assert faults(changing.identity, case, {"identity": how}, by("2026-02-01")).keys() == {"identity"}


def test_a_form_left_empty_tells_of_every_field(by):
    assert faults(changing.make, {}, by("2026-02-01")).keys() == {
        "article", "way", "received_on", "who", "asked"
    }  # fmt: skip
    assert "received_on" in faults(changing.make, LETTER, by("2026-01-30"))


@pytest.mark.parametrize(("told", "allowed"), [("2026-03-02", True), ("2026-03-03", False)])
def test_the_time_is_extended_only_when_told_within_the_first_month(by, told, allowed):
    case = changing.make(LETTER, by("2026-02-01"))
    form = {"extended_on": told, "reasons": "The papers lie in three archives."}

    if allowed:
        extended = changing.extend(case, form, by("2026-03-10"))
        assert extended.due_on == date(2026, 4, 30)
        assert "extended_on" in faults(changing.extend, extended, form, by("2026-03-10"))
    else:
        assert "2 March 2026" in faults(changing.extend, case, form, by("2026-03-10"))["extended_on"]


def test_an_extension_needs_reasons(by):
    case = changing.make(LETTER, by("2026-02-01"))

    assert faults(changing.extend, case, {"extended_on": "2026-02-01"}, by("2026-02-01")).keys() == {
        "reasons"
    }


@pytest.mark.parametrize("outcome", ["partly", "refused"])
def test_a_refusal_says_why_and_where_to_complain(by, outcome):
    case = changing.make(LETTER, by("2026-02-01"))
    form = {**CLOSED, "outcome": outcome}

    assert faults(changing.close, case, form, by("2026-02-20")).keys() == {"ground", "told_remedies-1"}
    full = {**form, "ground": "The Accounting Act has us keep the receipts.", "told_remedies": "1"}
    assert changing.close(case, full, by("2026-02-20")).outcome == outcome


def test_a_closed_request_is_kept_as_the_record_says_and_an_open_one_without_end(by):
    case = changing.close(changing.make(LETTER, by("2026-02-01")), CLOSED, by("2026-02-20"))

    assert (case.open, case.expires_on) == (False, date(2029, 2, 20))
    again = changing.reopen(case, {}, by("2026-02-21"))
    assert (again.open, again.expires_on, again.answer) == (True, date.max, case.answer)
    assert changing.fits("reopen", case) and not changing.fits("reopen", again)


def test_two_staff_do_not_overwrite_each_other(by, writer):
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
    rows, case = made.rows(), changing.make(LETTER, by("2026-02-01"))
    id = writer.submit(lambda db: store.add(db, rows, case))
    read = writer.submit(lambda db: store.one(db, rows, id))
    assert (read.asked, read.steps, read.due_on) == (case.asked, case.steps, case.due_on)
    first = changing.identity(read, {"identity": "known"}, by("2026-02-02"))

    writer.submit(lambda db: store.change(db, rows, first))
    with pytest.raises(Stale):
        writer.submit(lambda db: store.change(db, rows, read))
    assert writer.submit(lambda db: store.one(db, rows, id)).identity == "known"
    assert writer.submit(lambda db: store.count_due(db, by=case.due_on)) == 1
    assert writer.submit(lambda db: store.count_due(db, by=case.due_on - timedelta(days=1))) == 0


def test_a_day_that_was_changed_in_the_database_is_found_out(by, writer):
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
    rows, case = made.rows(), changing.make(LETTER, by("2026-02-01"))
    id = writer.submit(lambda db: store.add(db, rows, case))
    writer.submit(lambda db: db.exec_driver_sql("UPDATE request SET received_on = '2026-01-30'"))

    with pytest.raises(Tampered):
        writer.submit(lambda db: store.one(db, rows, id))
