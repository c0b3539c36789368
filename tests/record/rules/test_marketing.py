import pytest


@pytest.mark.parametrize(
    ("channel", "natural", "fine"),
    [
        ("email", "opt-in", True),
        ("email", "soft-opt-in", True),
        ("email", "opt-out", False),
        ("sms", "opt-out", False),
        ("phone", "opt-out", True),
        ("post", "opt-out", True),
    ],
)
def test_a_machine_writes_to_a_person_only_with_permission(raw, faults, channel, natural, fine):
    raw["channel"][0] |= {"id": channel, "natural": natural}

    assert (faults(raw) == {}) == fine


def test_a_company_can_be_written_to_until_it_says_no(raw, faults):
    raw["channel"][0]["legal"] = "opt-out"

    assert faults(raw) == {}


@pytest.mark.parametrize(("natural", "fine"), [("opt-in", False), ("soft-opt-in", True)])
def test_a_channel_that_asks_has_a_purpose_with_the_words_to_accept(raw, faults, natural, fine):
    raw["channel"][0] |= {"purpose": "answer", "natural": natural}

    assert (faults(raw) == {}) == fine


def test_a_box_to_tick_belongs_to_a_purpose_that_rests_on_consent(raw, faults):
    raw["form"][0]["optional_consents"] = ["newsletter", "answer"]

    assert set(faults(raw)) == {"form[0].optional_consents[1]"}


def test_a_log_never_serves_marketing(raw, faults):
    raw["log"][0]["purpose"] = "newsletter"

    assert "logs never serve marketing (missed: GDPR Art. 5(1)(b))" in faults(raw)["log[0].purpose"]
