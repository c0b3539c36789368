import pytest


def test_a_processor_is_bound_by_an_agreement(raw, faults):
    del raw["recipient"][0]["agreement"]

    assert (
        "missing, and a processor needs one (missed: GDPR Art. 28(3))"
        in faults(raw)["recipient[0].agreement"]
    )


@pytest.mark.parametrize("role", ["controller", "authority"])
def test_others_need_no_agreement(raw, faults, role):
    raw["recipient"][0]["role"] = role
    del raw["recipient"][0]["agreement"]

    assert faults(raw) == {}


@pytest.mark.parametrize(
    ("country", "transfer", "fine"),
    [
        ("FI", "none", True),
        ("NO", "none", True),  # in the EEA, outside the Union
        ("FI", "scc", False),
        ("FI", "adequacy", False),
        ("CH", "none", False),
        ("CH", "adequacy", True),
        ("GB", "adequacy", True),
        ("IN", "none", False),
        ("IN", "adequacy", False),  # the Commission has no decision
        ("IN", "scc", True),
        ("IN", "consent", True),
    ],
)
def test_data_leaves_the_eea_only_by_a_lawful_way(raw, faults, country, transfer, fine):
    raw["recipient"][0] |= {"country": country, "transfer": transfer}

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize("key", ["country", "transfer"])
def test_a_transfer_is_not_judged_before_the_owner_has_told_it(raw, faults, key):
    raw["recipient"][0] |= {"country": "IN", "transfer": "none"} | {key: {"ask": "Minne?"}}

    assert faults(raw) == {}
