"""Services of others: a line of the owner's each; all that follows is in order, or told clearly."""

import re
from datetime import date
from pathlib import Path

import pytest

from record import csp
from record.loading import project_root, read
from record.reading import Reading
from record.services import KINDS
from tests.record.raw import changed, keys_of, parsed
from tests.record.services import ALL, EVERY_SET, PROPERTY, in_languages, with_services

PROJECT = Path(__file__).parents[2]
FILES = (PROJECT / "tests/example/record.toml", PROJECT / "content/record.toml")
TODAY = date(2026, 11, 22)
LANGUAGES = [("fi",), ("sv",), ("en",), ("fi", "sv"), ("sv", "fi"), ("en", "fi"), ("fi", "sv", "en")]


def judged(raw, file):
    record, faults = read(raw, Reading(root=project_root(file), today=TODAY))
    return record, [str(fault) for fault in faults]


@pytest.fixture(params=FILES, ids=lambda file: file.parent.name)
def file(request):
    """Each record of the project."""
    return request.param


def test_every_piece_has_a_test_here():
    assert set(KINDS) == set(ALL)


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
@pytest.mark.parametrize("kinds", EVERY_SET, ids="-".join)
def test_services_are_in_order_together_and_apart_in_any_languages(file, kinds, languages):
    record, faults = judged(in_languages(with_services(parsed(file), *kinds), languages), file)

    assert faults == []
    assert record.languages == languages
    assert record.needs_banner
    assert len([category for category in record.categories if category.consent]) == len(kinds)


def test_a_service_that_is_off_brings_nothing(file):
    off = [{"kind": "google_analytics", "measurement_id": ""}]
    off += [{"kind": kind, "enabled": False} for kind in ("openstreetmap", "youtube")]

    record, faults = judged(parsed(file) | {"service": off}, file)

    assert faults == []
    assert not record.needs_banner
    assert record.storage == judged(parsed(file), file)[0].storage


def test_analytics_fills_its_key_into_what_it_brings(raw, reread):
    record = reread(with_services(raw, "google_analytics"))

    assert [item.name for item in record.storage][-3:] == ["valinta", "_ga", "_ga_TEST123456"]
    assert record.services[0].measurement_id == PROPERTY


def test_the_choice_is_remembered_once_whatever_there_is_to_choose(raw, reread):
    record = reread(with_services(raw, *ALL))

    assert [item.name for item in record.storage].count("valinta") == 1
    assert record.choice_cookie.lifetime.iso == "P6M"


def test_each_service_opens_its_own_hosts_alone(raw, reread):
    record = reread(with_services(raw, *ALL))

    assert "https://" not in csp.policy(record)
    assert "frame-src https://www.openstreetmap.org" in csp.policy(record, {"map"})
    assert "frame-src https://www.youtube-nocookie.com" in csp.policy(record, {"video"})
    assert set(re.findall(r"https://[\w.-]+", csp.policy(record, {"statistics"}))) == {
        "https://www.googletagmanager.com",
        "https://www.google-analytics.com",
        "https://region1.google-analytics.com",
    }


# ---------- what the owner may get wrong ----------
def test_a_kind_that_does_not_exist_is_told_with_those_that_do(raw, faults):
    raw["service"] = [{"kind": "matomo", "measurement_id": ""}]

    assert faults(raw) == {
        "service[0].kind": 'record.toml: service[0].kind: is "matomo".'
        " Write one of google_analytics, openstreetmap, youtube."
    }


@pytest.mark.parametrize(
    "id", ["UA-12345-1", "G-abc123", "G-ABC 123", "G-", "G-ABC;x", " G-ABC123", "G-ABC\n1", 7]
)
def test_a_malformed_id_is_one_fault_at_its_own_line_and_switches_nothing_on(raw, faults, id):
    raw["service"] = [{"kind": "google_analytics", "measurement_id": id}]

    assert set(faults(raw)) == {"service[0].measurement_id"}


def test_a_service_is_switched_on_by_its_own_key(raw, faults):
    raw["service"] = [{"kind": "youtube", "measurement_id": PROPERTY}]

    assert set(faults(raw)) == {"service[0].enabled", "service[0].measurement_id"}


def test_a_service_stands_once(raw, faults):
    raw["service"] = [dict(ALL["youtube"]), dict(ALL["youtube"])]

    assert set(faults(raw)) == {"service[1].kind"}
    assert 'service[1].kind: "youtube" stands already at service[0].kind' in faults(raw)["service[1].kind"]


CLASHES = {
    "category[0].id": "map",
    "group[4].id": "map_view",
    "group[4].field[0].column": "openstreetmap.request",
    "recipient[1].id": "openstreetmap",
    "retention[4].id": "map_view",
    "purpose[3].id": "choice",
    "storage[0].id": "choice",
    "storage[0].name": "valinta",
}


@pytest.mark.parametrize("place", CLASHES)
def test_a_name_that_a_service_brings_as_well_is_blamed_on_the_owners_line(raw, faults, place):
    found = faults(with_services(changed(raw, place, CLASHES[place]), "openstreetmap"))[place]

    assert CLASHES[place] in found
    assert "is what service[0] brings, too (missed: GDPR Art. 5(1)(a)). Give yours another." in found


def test_a_host_of_a_service_stands_there_alone(raw, faults):
    raw["host"].append(
        {"host": "www.openstreetmap.org", "category": "necessary", "loads": ["img"], "recipient": "hosting"}
    )

    found = faults(with_services(raw, "openstreetmap"))

    assert set(found) == {"host[1].host"}
    assert "is what service[0] brings, too" in found["host[1].host"]


def test_what_a_service_lacks_is_told_at_the_service(raw, faults):
    raw = in_necessary(raw, "needed")

    found = faults(with_services(raw, "openstreetmap"))

    assert set(found) == {"service[0]"}
    assert (
        'brings a [[storage]] whose category is "necessary"; no [[category]] has that id'
        in found["service[0]"]
    )


def in_necessary(raw, id):
    """The record with another id for what is necessary."""
    raw["category"][0]["id"] = id
    for table in ("storage", "host"):
        for entry in raw[table]:
            entry["category"] = id
    return raw


@pytest.mark.parametrize("junk", [0, "x", [], [[]], {"a": 1}, {"ask": "?"}], ids=repr)
def test_junk_in_a_record_with_services_is_told_where_the_owner_wrote_it(raw, faults, junk):
    whole = with_services(raw, *ALL)
    tables = {table: len(entries) for table, entries in whole.items() if isinstance(entries, list)}
    for place in (place for place in keys_of(whole) if "." not in place or "[0]" in place):
        for at in faults(changed(whole, place, junk)):
            numbered = re.match(r"(\w+)\[(\d+)\]", at)
            assert numbered is None or int(numbered[2]) < tables[numbered[1]], (place, at)
