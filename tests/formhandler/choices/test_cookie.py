"""The cookie of a choice is read to the letter."""

import pytest

from formhandler.choices.cookie import Cookie, sent

EVENT = "0123456789abcdef" * 2
MEANING = "0123456789ab"


def test_what_is_written_is_read_again():
    choice = Cookie(allowed=frozenset({"video", "maps"}), objected=True, meaning=MEANING, event=EVENT)

    assert str(choice) == f"maps.no_counting.video~{MEANING}~{EVENT}"
    assert Cookie.read(str(choice)) == choice


def test_nothing_allowed_has_a_sign_of_its_own():
    choice = Cookie(allowed=frozenset(), objected=False, meaning=MEANING, event=EVENT)

    assert str(choice) == f"-~{MEANING}~{EVENT}"
    assert Cookie.read(str(choice)) == choice


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-",
        f"{MEANING}~{EVENT}",
        f"~{MEANING}~{EVENT}",
        f"video.maps~{MEANING}~{EVENT}",
        f"maps.maps~{MEANING}~{EVENT}",
        f"-.maps~{MEANING}~{EVENT}",
        f"maps.~{MEANING}~{EVENT}",
        f"maps ~{MEANING}~{EVENT}",
        f"Maps~{MEANING}~{EVENT}",
        f"mäps~{MEANING}~{EVENT}",
        f"maps~{MEANING}~{EVENT}~",
        f"maps~{MEANING}0~{EVENT}",
        f"maps~{MEANING[:-1]}~{EVENT}",
        f"maps~{MEANING}~{EVENT.upper()}",
        f"maps~{MEANING}~{EVENT}\n",
        f"maps~{MEANING}~{EVENT[:-1]}\u0663",  # a digit, but not of ours
        f"{'a' * 3_000}~{MEANING}~{EVENT}",
    ],
)
def test_anything_else_is_no_choice(value):
    with pytest.raises(ValueError):  # whatever it says: nobody is told
        Cookie.read(value)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("valinta=a", "a"),
        ("viesti=b; valinta=a", "a"),
        ("viesti=b;valinta=a ;c=d", "a"),
        ("valinta=a; valinta=b", "a"),
        ("valinta=a=b", "a=b"),
        ("valinta=", ""),
        ("xvalinta=a; valinta.=b; Valinta=c", None),
        ("valinta", None),
        ("", None),
    ],
)
def test_the_first_cookie_of_the_name_counts(header, found):
    assert sent(header, "valinta") == found
