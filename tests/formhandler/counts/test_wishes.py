from datetime import date

import pytest

from formhandler.counts import wishes
from record import asking, load
from tests.counted import counted

EVENT = "0" * 32


@pytest.mark.parametrize(
    ("cookies", "objects"),
    [
        (f"valinta=no_counting~0123456789ab~{EVENT}", True),
        (f"valinta=analytics.no_counting.video~0123456789ab~{EVENT}", True),
        (f"a=b;  valinta=no_counting~whatever~{EVENT} ; c=d", True),
        (f"valinta=-~0123456789ab~{EVENT}", False),
        (f"valinta=analytics~0123456789ab~{EVENT}", False),
        (f"valinta=no_counting_yet~0123456789ab~{EVENT}", False),
        (f"muu=no_counting~0123456789ab~{EVENT}", False),
        ("valinta=-~0123456789ab~0; valinta=no_counting~0123456789ab~0", False),  # the first is the one
        ("", False),
        ("=;;valinta", False),
    ],
)
def test_an_objection_is_read_from_the_choice_cookie(cookies, objects):
    assert wishes.objects(cookies, "valinta") is objects


@pytest.mark.parametrize(
    ("cookies", "own"),
    [
        ("__Host-hallinta=x", True),
        ("a=b; __Host-hallinta=x", True),
        ("a=b;__Host-hallinta=", True),
        ("x__Host-hallinta=x", False),
        ("a=__Host-hallinta", False),
        ("", False),
    ],
)
def test_the_owners_browser_is_known_by_its_cookie(cookies, own):
    assert wishes.own(cookies) is own


@pytest.mark.parametrize(
    ("header", "gpc"), [("1", True), (" 1 ", True), ("0", False), ("", False), ("11", False)]
)
def test_gpc_is_on_when_it_is_one(header, gpc):
    assert wishes.gpc(header) is gpc


def test_what_waits_for_consent_is_allowed_by_a_choice_that_still_means_it(tmp_path):
    record = load(counted(tmp_path, "beacon-after-consent") / "record.toml", today=date(2026, 11, 23))
    meaning = asking.meaning(record)

    assert wishes.allows(f"valinta=visit_counting~{meaning}~{EVENT}", record)
    assert not wishes.allows(f"valinta=visit_counting~0123456789ab~{EVENT}", record)
    assert not wishes.allows(f"valinta=-~{meaning}~{EVENT}", record)
    assert not wishes.allows("", record)


def test_where_nobody_is_asked_nothing_need_be_allowed(tmp_path):
    record = load(counted(tmp_path, "server") / "record.toml", today=date(2026, 11, 23))

    assert wishes.allows("", record)
