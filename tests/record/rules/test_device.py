import pytest

WORDS = {"fi": "Sanat", "sv": "Orden", "en": "Words"}


@pytest.fixture
def asked(raw):
    """The example with a category that waits for consent, and a cookie in it."""
    raw["category"].append(
        {"id": "analytics", "name": WORDS, "consent": True, "why": WORDS, "purpose": "newsletter"}
    )
    cookie = raw["storage"][0] | {
        "id": "stats",
        "name": "tilasto",
        "category": "analytics",
        "purpose": "newsletter",
    }
    del cookie["exempt_because"]
    raw["storage"].append(cookie)
    return raw


def test_what_is_stored_without_asking_says_why(raw, faults):
    del raw["storage"][0]["exempt_because"]

    found = faults(raw)["storage[0].exempt_because"]
    assert "Act on Electronic Communications Services (917/2014), section 205" in found


def test_what_is_stored_after_asking_needs_no_excuse(asked, faults):
    assert faults(asked) == {}

    asked["storage"][1]["exempt_because"] = WORDS
    assert set(faults(asked)) == {"storage[1].exempt_because"}


def test_what_waits_for_consent_serves_a_purpose_that_rests_on_it(asked, faults):
    asked["storage"][1]["purpose"] = "answer"

    assert set(faults(asked)) == {"storage[1].purpose"}


def test_a_category_that_waits_for_consent_names_what_it_is_asked_for(asked, faults):
    del asked["category"][1]["purpose"]

    assert "missing, and the category asks for consent" in faults(asked)["category[1].purpose"]


def test_consent_is_asked_for_a_purpose_that_rests_on_it(asked, faults):
    asked["category"][1]["purpose"] = "answer"

    assert set(faults(asked)) == {"category[1].purpose"}


def test_no_category_is_called_as_the_choice_cookie_calls_an_objection(asked, faults):
    asked["category"][1]["id"] = asked["storage"][1]["category"] = "no_counting"

    assert "means an objection to the counting of visits" in faults(asked)["category[1].id"]


def test_someone_elses_host_has_a_name(raw, faults):
    raw["host"].append({"host": "cdn.example.com", "category": "necessary", "loads": ["img"]})

    assert "missing (missed: GDPR Art. 13(1)(e))" in faults(raw)["host[1].recipient"]


def test_our_own_host_needs_none(raw, faults):
    del raw["host"][0]["recipient"]

    assert faults(raw) == {}
