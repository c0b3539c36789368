import pytest


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://www.example.fi", True),
        ("https://example.fi:8443", True),
        ("https://www.example.fi/", False),
        ("http://www.example.fi", False),
        ("https://www.example.fi/sivu", False),
        ("https://kayttaja@example.fi", False),
        ("https://localhost", False),
        ("www.example.fi", False),
    ],
)
def test_the_site_is_an_https_address_without_a_slash_at_the_end(raw, faults, url, fine):
    raw["site"]["url"] = url

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize(
    "phone", ["0401234567", "+358 40 1234567", "+3580401234567", "+0401234567", "358401234567"]
)
def test_a_phone_number_is_international(raw, faults, phone):
    raw["contact"]["phone"] = phone

    assert "such as +358401234567" in faults(raw)["contact.phone"]


@pytest.mark.parametrize("number", ["1234567-2", "12345671", "1234567-", "123456-1", "FI12345671"])
def test_a_business_id_has_its_check_digit(raw, faults, number):
    raw["controller"]["business_id"] = number

    assert f'is "{number}"' in faults(raw)["controller.business_id"]


@pytest.mark.parametrize(
    ("version", "fine"),
    [("2026-09-01", True), ("2026-09-01.2", True), ("2026-09-01.0", False), ("1.0", False)],
)
def test_a_version_is_a_day_and_a_number_if_it_is_not_the_first(raw, faults, version, fine):
    raw["record"]["version"] = raw["change"][0]["version"] = version

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize("column", ["name", "message.*", "message.a.b", "Message.name"])
def test_a_column_is_one_column_of_one_table(raw, faults, column):
    raw["group"][0]["field"][0]["column"] = column

    assert set(faults(raw)) == {"group[0].field[0].column"}


@pytest.mark.parametrize("proof", ["tests/test_x.py", "test_x", "tests/test_x.py::", "tests/test_x::test_y"])
def test_a_proof_names_one_test(raw, faults, proof):
    raw["measure"][0]["proof"] = [proof]

    assert set(faults(raw)) == {"measure[0].proof[0]"}


def test_a_balancing_note_is_a_file_of_the_project(raw, faults):
    raw["purpose"][0]["balancing"] = "docs/lia/nowhere.md"

    assert "there is no such file" in faults(raw)["purpose[0].balancing"]


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "../example/docs/lia/answer.md", "docs/lia/../lia/answer.md"]
)
def test_a_file_lies_inside_the_project(raw, faults, path):
    raw["purpose"][0]["balancing"] = path

    assert "Write a path inside the project." in faults(raw)["purpose[0].balancing"]


def test_an_agreement_can_be_a_published_one(raw, reread):
    raw["recipient"][0]["agreement"] = "https://hosting.example.fi/dpa"

    assert reread(raw).recipient("hosting").agreement == "https://hosting.example.fi/dpa"
