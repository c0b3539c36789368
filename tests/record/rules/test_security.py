import pytest


@pytest.mark.parametrize(
    ("fields", "address", "fine"),
    [
        (["time"], "none", True),
        (["time", "address"], "truncated", True),
        (["time", "address"], "none", False),
        (["time"], "truncated", False),
    ],
)
def test_a_log_holds_an_address_exactly_when_it_says_so(raw, faults, fields, address, fine):
    raw["log"][0] |= {"fields": fields, "address": address}

    assert (faults(raw) == {}) == fine


def test_a_measure_has_one_ground_to_believe_it(raw, faults):
    raw["measure"][0]["attest"] = raw["measure"][1]["attest"]
    del raw["measure"][1]["attest"]

    found = faults(raw)

    assert '"tls" has both proof and attest' in found["measure[0]"]
    assert '"paper" has neither proof nor attest' in found["measure[1]"]
