"""Where visits end: an estimate from sums that always adds up to the visits."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import exits


@dataclass(frozen=True)
class Page:
    page: str
    views: int = 0
    entries: int = 0
    onward: int = 0
    returns: int = 0


def walked(visits):
    """The sums of *visits*, each the pages that somebody looked at one after another."""
    pages = {}
    for visit in visits:
        for at, name in enumerate(visit):
            sums = pages.setdefault(name, {"views": 0, "entries": 0, "onward": 0})
            sums["views"] += 1
            sums["entries"] += at == 0
            sums["onward"] += at < len(visit) - 1
    return [Page(name, **sums) for name, sums in pages.items()]


PAGES = st.lists(
    st.builds(
        Page,
        page=st.text("abc/", min_size=1, max_size=6),
        views=st.integers(0, 10**6),
        entries=st.integers(0, 10**6),
        onward=st.integers(0, 10**6),
        returns=st.integers(0, 10**4),
    ),
    unique_by=lambda page: page.page,
    max_size=10,
)
VISITS = st.lists(
    st.lists(st.sampled_from(["/", "/a/", "/b/", "/c/", "*"]), min_size=1, max_size=8), max_size=40
)


def test_a_visit_ends_where_nobody_went_on_from():
    pages = walked([["/", "/a/"], ["/", "/b/"], ["/a/"], ["/b/", "/", "/a/"]])

    assert exits.exits(pages) == {"/": 0, "/a/": 3, "/b/": 1}
    assert exits.shares(pages) == {"/": 0, "/a/": 0.75, "/b/": 0.25}


@given(VISITS)
def test_whoever_follows_every_visit_finds_the_same_ends(visits):
    pages = walked(visits)

    found = exits.exits(pages)

    assert found == pytest.approx({page.page: sum(v[-1] == page.page for v in visits) for page in pages})
    assert exits.balance(pages) == exits.Balance(first=len(visits), entries=len(visits))


@given(PAGES)
def test_all_ends_together_are_the_entries_and_none_is_below_zero(pages):
    found = exits.exits(pages)

    entries = sum(page.entries for page in pages)
    assert min(found.values(), default=0) >= 0
    assert found.keys() == {page.page for page in pages}
    assert sum(found.values()) == pytest.approx(entries if any(map(exits.last, pages)) else 0)


@given(PAGES)
def test_the_shares_are_parts_of_one_whole(pages):
    found = exits.shares(pages)

    assert all(0 <= share <= 1 for share in found.values())
    assert sum(found.values()) == pytest.approx(1) or set(found.values()) <= {0}


@given(VISITS)
def test_each_way_back_that_is_seen_is_one_more_chance_to_end(visits):
    pages = walked(visits)

    assert all(
        exits.last(Page(page.page, page.views, page.entries, page.onward, 1)) == exits.last(page) + 1
        for page in pages
    )


def test_somebody_who_goes_on_more_often_than_they_came_ended_nowhere_there():
    # Back to "/" from the browser's own memory, twice: no request tells of it.
    hub = Page("/", views=1, entries=1, onward=3)
    leaves = [Page(name, views=1) for name in ("/a/", "/b/", "/c/")]

    assert exits.exits([hub, *leaves]) == pytest.approx({"/": 0, "/a/": 1 / 3, "/b/": 1 / 3, "/c/": 1 / 3})


def test_a_view_that_was_lost_shows_in_the_balance():
    pages = walked([["/", "/a/"]])
    broken = [Page("/", views=0, entries=1, onward=1), *pages[1:]]

    assert exits.balance(pages).whole
    assert not exits.balance(broken).whole
    assert exits.balance(broken).off == -1


def test_without_a_visit_there_is_no_share():
    assert exits.shares([]) == {}
    assert exits.shares([Page("/")]) == {"/": 0}
