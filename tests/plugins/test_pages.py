"""What is wrong with a page's header or place is said in the owner's words, all of it at once."""

import pytest

from tests.sites import build, edit, example


@pytest.fixture
def content(tmp_path):
    """The example trader's content, to be broken."""
    return example(tmp_path)


def said(content):
    done = build(content, content.parent / "output")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


def test_every_header_at_fault_is_named_at_once(content):
    edit(content / "pages/services.md", "Template: page", "Template: pgae")
    edit(content / "pages/sv/services.md", "Menu: main 2", "Menu: first")
    edit(content / "pages/en/services.md", "Description:", "Descripton:")

    faults = said(content)

    assert any(
        "content/pages/services.md: Template is 'pgae'; write one of home, page," in line for line in faults
    )
    assert any("content/pages/sv/services.md: Menu is 'first'; write 'main 1'" in line for line in faults)
    assert any("content/pages/en/services.md: the header has no Description" in line for line in faults)
    assert any("content/pages/en/services.md: the header has 'Descripton'" in line for line in faults)


def test_a_language_the_record_does_not_have_is_refused(content):
    for folder in ("pages", "pages/sv", "pages/en"):
        (content / folder / "services.md").unlink()
    header = "Title: X\nSlug: x\nLang: de\nUrl: x/\nSave_as: x/index.html\nDescription: x\nMenu: none\n"
    (content / "pages/x.md").write_text(header + "\nx\n", "utf-8")

    assert "content/pages/x.md: Lang is 'de'; write one of fi, sv, en" in said(content)


def test_a_page_must_stand_in_every_language(content):
    (content / "pages/en/services.md").unlink()

    faults = said(content)

    assert "content/pages: Slug 'services' has 0 pages with Lang 'en'; write exactly one" in faults


def test_two_pages_at_one_address_are_refused(content):
    edit(content / "pages/services.md", "Url: /palvelut/", "Url: /valinnat/")

    assert any("Url '/valinnat/' is taken by content/pages/" in line for line in said(content))


def test_the_notice_stands_where_the_record_says(content):
    edit(content / "record.toml", 'fi = "/tietosuoja/"', 'fi = "/seloste/"')

    assert (
        "content/record.toml: record.notice_path.fi is '/seloste/'; "
        "write a page with that Url, Lang fi and Template notice"
    ) in said(content)


def test_the_forms_pages_stand_where_the_record_says(content):
    edit(content / "pages/contact.md", "Template: contact", "Template: page")

    assert (
        "content/record.toml: form contact.page.fi is '/yhteys/'; "
        "write a page with that Url, Lang fi and Template contact"
    ) in said(content)
