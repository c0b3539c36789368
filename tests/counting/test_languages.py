"""The browser's first language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import languages
from counting.view import OTHER


@pytest.mark.parametrize(
    ("accepted", "first"),
    [
        ("fi", "fi"),
        ("fi-FI,fi;q=0.9,en-US;q=0.8,en;q=0.7", "fi"),
        ("SV-fi", "sv"),
        (" en;q=0.9, fi;q=1.0", "en"),
        ("nb_NO", "nb"),
        ("zh-Hant-TW", "zh"),
        ("smn-FI", "smn"),
        ("fil-PH", "tl"),
        ("iw", "he"),
        ("", OTHER),
        ("-", OTHER),
        ("*", OTHER),
        ("xx", OTHER),
        ("qaa", OTHER),
        ("x-matti-meikalainen", OTHER),
        ("matti", OTHER),
        ("f", OTHER),
        ("fi\n", OTHER),
        ("ﬁ", OTHER),
    ],
)
def test_only_a_known_language_has_a_name(accepted, first):
    assert languages.first(accepted) == first


def test_an_old_name_is_never_the_one_that_is_counted():
    assert not languages.KNOWN & languages.OLD.keys()
    assert set(languages.OLD.values()) <= languages.KNOWN


@given(st.text(max_size=50))
def test_nothing_that_is_sent_makes_a_new_one(accepted):
    assert languages.first(accepted) in languages.KNOWN | {OTHER}
