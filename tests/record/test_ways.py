"""Ways of counting visits: one word of the owner's each, and what all the documents then say follows."""

from datetime import date
from pathlib import Path

import pytest

from record import machine, ways
from record.loading import project_root, read
from record.processing import as_markdown
from record.reading import Reading
from tests.record.raw import parsed
from tests.record.services import in_languages, with_services

PROJECT = Path(__file__).parents[2]
FILES = (PROJECT / "tests/example/record.toml", PROJECT / "content/record.toml")
TODAY = date(2026, 11, 23)
ON = [mode for mode in ways.WAYS if mode != ways.OFF]
LANGUAGES = [("fi",), ("sv", "fi"), ("fi", "sv", "en")]


def counting(raw, mode, **more):
    """A copy of the record that counts in this way."""
    return raw | {"counting": {"mode": mode, **more}}


def judged(raw, file):
    record, faults = read(raw, Reading(root=project_root(file), today=TODAY))
    return record, [str(fault) for fault in faults]


@pytest.fixture(params=FILES, ids=lambda file: file.parent.name)
def file(request):
    """Each record of the project."""
    return request.param


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
@pytest.mark.parametrize("services", [(), ("google_analytics", "youtube")], ids=["alone", "beside services"])
@pytest.mark.parametrize("mode", ways.WAYS)
def test_every_way_is_in_order_alone_and_beside_services(file, mode, services, languages):
    raw = in_languages(counting(with_services(parsed(file), *services), mode), languages)

    record, faults = judged(raw, file)

    assert faults == []
    assert set(record.counting.say) == set(languages)


def test_nothing_is_brought_where_nothing_is_counted(raw, reread):
    record = reread(counting(raw, "off"))

    assert not record.counting.on
    assert not record.has_choices
    assert "counting" not in [purpose.id for purpose in record.purposes]


@pytest.mark.parametrize("mode", ways.UNASKED)
def test_who_is_counted_without_being_asked_may_object(raw, reread, mode):
    record = reread(counting(raw, mode))

    assert record.counting.objectable and record.has_choices and not record.needs_banner
    assert record.purpose("counting").basis == "6(1)(f)"
    assert record.choice_cookie.name == "valinta"


def test_the_last_way_asks_first(raw, reread):
    record = reread(counting(raw, ways.AFTER_CONSENT))

    assert record.needs_banner and not record.counting.objectable
    assert record.purpose("counting").basis == "6(1)(a)"
    assert record.category(record.counting.category).purpose == "counting"


@pytest.mark.parametrize("mode", ON)
def test_the_choice_is_remembered_once_whatever_brings_it(raw, reread, mode):
    record = reread(counting(with_services(raw, "google_analytics"), mode))

    assert [item.name for item in record.storage].count("valinta") == 1


def test_the_log_that_is_counted_from_holds_no_address_and_is_gone_in_two_days(raw, reread):
    record = reread(counting(raw, ways.LOG))

    [log] = [log for log in record.logs if log.id == "visits"]
    assert log.address == "none"
    assert not {"address", "user_agent", "time"} & set(log.fields)
    assert record.retention(log.retention).keep.iso == "P2D"


@pytest.mark.parametrize("mode", ON)
def test_the_record_of_processing_tells_of_the_counting(raw, reread, mode):
    record = reread(counting(raw, mode))

    assert record.purpose("counting").name["fi"] in as_markdown(record, "fi")
    assert machine.as_json(record)["counting"]["mode"] == mode


@pytest.mark.parametrize("campaigns", [False, True])
def test_what_is_counted_besides_is_told_where_it_is_counted(raw, reread, campaigns):
    record = reread(counting(raw, "server", campaigns=campaigns))

    [field] = [field for field in record.group("visit").fields if field.id == "visit_sources"]
    assert ("kampanja" in field.name["fi"]) == campaigns
    assert not any("{" in words for words in field.name.values())


def test_the_owner_cannot_put_other_words_to_it(raw, faults):
    raw["counting"]["say"] = {"fi": "Emme laske mitään.", "sv": "Vi räknar inget.", "en": "We count nothing."}

    assert "counting.say" in faults(raw)


@pytest.mark.parametrize(("keys", "fits"), [(9, False), (10, True), (2_000, True), (2_001, False)])
def test_a_day_keeps_a_bounded_number_of_names(raw, faults, keys, fits):
    assert ("counting.keys" not in faults(counting(raw, "server", keys=keys))) == fits


def test_what_does_not_fit_a_way_is_said_where_the_owner_can_mend_it(raw, faults):
    raw["purpose"].append(raw["purpose"][0] | {"id": "counting"})

    [fault] = faults(counting(raw, "server")).values()

    assert '"counting" is what counting.mode brings, too' in fault
