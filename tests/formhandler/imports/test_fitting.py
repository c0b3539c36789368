"""Sessions of another program, fitted to our rule: every view is an entry or came from a page."""

from hypothesis import given
from hypothesis import strategies as st

from formhandler.imports.fitting import Fitted, Page, fit, share

PAGES = st.dictionaries(
    st.sampled_from(["/", "/a/", "/b/", "*"]),
    st.builds(Page, views=st.integers(0, 50), entries=st.integers(0, 60), exits=st.integers(0, 60)),
)


@given(PAGES)
def test_views_stay_and_are_the_entries_and_the_onward_together(pages):
    fitted = fit(pages)

    assert {name: page.views for name, page in fitted.items()} == {n: p.views for n, p in pages.items()}
    assert sum(page.views for page in fitted.values()) == sum(p.entries + p.onward for p in fitted.values())
    assert all(0 <= page.entries <= page.views and page.onward >= 0 for page in fitted.values())


def test_sessions_that_fit_are_left_as_they_are():
    # Two came to /, one of them went on to /a/: 3 views, 2 entrances, exits on / and on /a/.
    fitted = fit({"/": Page(views=2, entries=2, exits=1), "/a/": Page(views=1, entries=0, exits=1)})

    assert fitted == {
        "/": Fitted(views=2, entries=2, onward=1),
        "/a/": Fitted(views=1, entries=0, onward=0),
    }


def test_without_entrances_in_the_file_every_view_is_an_entry():
    assert fit({"/": Page(views=7)}) == {"/": Fitted(views=7, entries=7, onward=0)}


@given(st.integers(0, 1000), st.lists(st.integers(0, 100), min_size=1))
def test_shares_add_up_to_the_whole(whole, weights):
    parts = share(whole, weights)

    assert sum(parts) == (whole if sum(weights) else 0)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)
