"""What a link was tagged with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import campaigns
from counting.campaigns import LONGEST_TAG
from counting.pages import LONGEST
from counting.view import OTHER


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        ("utm_source=Uutiskirje&utm_medium=email&utm_campaign=joulu", "uutiskirje / email / joulu"),
        ("utm_campaign=joulu&a=b&utm_source=facebook", "facebook / joulu"),
        ("utm_source=kev%C3%A4t+2026", "kevät 2026"),
        ("utm_source=a&utm_source=b", "a"),
        ("utm_source=&utm_medium=%20%20&utm_campaign=x", "x"),
        ("utm_source=x#utm_medium=y", "x"),
        ("utm_term=x&utm_content=y&utm_id=z", ""),
        ("UTM_SOURCE=x", ""),
        ("", ""),
        # what could tell one reader from another
        ("utm_source=matti%40example.fi&utm_medium=email", f"{OTHER} / email"),
        ("utm_campaign=0401234567", OTHER),
        ("utm_campaign=f47ac10b58cc4372a5670e02b2c3d479", OTHER),
        ("utm_campaign=AbCdEf0123456789GhIjKl", OTHER),
        ("utm_source=<script>", OTHER),
        ("utm_source=%FF%00", OTHER),
        ("utm_source=a%0Ab", OTHER),
    ],
)
def test_only_tags_that_read_like_words_are_counted_by_name(query, tags):
    assert campaigns.of(f"/yhteys/?{query}") == tags


@pytest.mark.parametrize(("length", "named"), [(LONGEST_TAG, True), (LONGEST_TAG + 1, False)])
def test_a_tag_is_bounded(length, named):
    assert (campaigns.of("/?utm_source=" + "ä" * length) == "ä" * length) is named


@pytest.mark.parametrize(("more", "tags"), [(0, "x"), (1, "")])
def test_of_an_address_longer_than_a_pages_none_are_read(more, tags):
    assert campaigns.of("/?utm_source=x&a=".ljust(LONGEST + more, "a")) == tags


@given(st.text(max_size=200))
def test_whatever_is_sent_the_tags_stay_short_and_printable(text):
    tags = campaigns.of(f"/?utm_source={text}&utm_medium={text}&utm_campaign={text}")

    assert len(tags) <= 3 * LONGEST_TAG + 6
    assert tags.isprintable() and "@" not in tags
