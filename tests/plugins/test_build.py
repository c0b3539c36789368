"""A build is either whole or has changed nothing, and the same content gives the same bytes."""

import pytest

from tests.sites import DAY, build, built, edit, example, files

SERVICES = "pages/services.md"


@pytest.fixture
def content(tmp_path):
    """The example trader's content, to be broken."""
    return example(tmp_path)


@pytest.fixture
def output(content, tmp_path):
    """A good site, built before the content is broken."""
    return built(content, tmp_path / "output")


def refusal(content, output, *options, **environ):
    """What a build says that must fail; that it leaves the old site and nothing else is checked here."""
    before, beside = files(output), sorted(output.parent.iterdir())

    done = build(content, output, *options, **environ)

    assert done.returncode == 1, done.stdout
    assert files(output) == before
    assert sorted(output.parent.iterdir()) == beside
    return done.stdout + done.stderr


def test_two_builds_are_the_same_to_the_byte(content, tmp_path):
    one = build(content, tmp_path / "one", PYTHONHASHSEED="1")
    other = build(content, tmp_path / "other", PYTHONHASHSEED="2")

    assert (one.returncode, other.returncode) == (0, 0)
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_only_security_txt_depends_on_the_day(content, tmp_path):
    built(content, tmp_path / "one")
    build(content, tmp_path / "other", SOURCE_DATE_EPOCH=str(int(DAY) + 86_400))

    one, other = files(tmp_path / "one"), files(tmp_path / "other")
    changed = {name for name in one if one[name] != other[name]}
    assert changed == {".well-known/security.txt", ".well-known/security.txt.gz"}


def test_a_page_that_is_gone_from_the_content_is_gone_from_the_site(content, output):
    for folder in ("pages", "pages/sv", "pages/en"):
        (content / folder / "services.md").unlink()

    built(content, output)

    assert not (output / "palvelut").exists()


@pytest.mark.parametrize("key", ["Title", "Slug", "Lang", "Url", "Save_as", "Description", "Menu"])
def test_a_page_without_a_part_of_its_header_stops_the_build(content, output, key):
    edit(content / SERVICES, f"{key}: ", f"{key}x: ")

    said = refusal(content, output)

    assert "services.md" in said
    assert key.lower() in said.lower()
    assert "Traceback" not in said


def test_a_header_that_is_no_header_stops_the_build(content, output):
    edit(content / SERVICES, "Title: Palvelut\n", "Palvelut\n\nTitle: Palvelut\n")

    assert "services.md" in refusal(content, output)


def test_a_header_in_a_wrong_encoding_stops_the_build(content, output):
    path = content / SERVICES
    path.write_bytes(path.read_text("utf-8").encode("latin-1"))

    assert "services.md" in refusal(content, output)


def test_an_unknown_status_stops_the_build(content, output):
    edit(content / SERVICES, "Slug:", "Status: published-ish\nSlug:")

    assert "published-ish" in refusal(content, output)


def test_an_article_with_a_date_that_is_no_date_stops_the_build(content, output):
    edit(content / "articles/opened.md", "2026-09-01", "yesterday-ish")

    assert "opened.md" in refusal(content, output)


def test_a_link_that_leads_nowhere_stops_the_build(content, output):
    edit(content / SERVICES, "## Järjestäminen", "[x](/ei-ole/)")

    said = refusal(content, output)

    assert "palvelut/index.html: links to '/ei-ole/', where there is nothing" in said


def test_a_link_to_a_file_that_pelican_does_not_find_stops_the_build(content, output):
    edit(content / SERVICES, "## Järjestäminen", "[x]({filename}nothing.md)")

    assert "nothing.md" in refusal(content, output)


def test_a_broken_record_stops_the_build_with_every_fault(content, output):
    edit(content / "record.toml", 'basis = "6(1)(f)"', 'basis = "because"')
    edit(content / "record.toml", "1234567-1", "1234567-2")

    said = refusal(content, output)

    assert "purpose[" in said and "because" in said
    assert "1234567-2" in said
    assert "Traceback" not in said


def test_a_template_with_an_undefined_name_stops_the_build(content, output, tmp_path):
    edit(content / "pages/services.md", "Template: page", "Template: article")

    said = refusal(content, output)

    assert "'article' is undefined" in said


def test_a_draft_is_seen_at_home_but_not_published(content, tmp_path):
    for folder in ("pages", "pages/sv", "pages/en"):
        edit(content / folder / "services.md", "Menu: main 2", "Menu: none\nStatus: draft")

    at_home = built(content, tmp_path / "home")
    online = built(content, tmp_path / "online", "--publish")

    assert (at_home / "palvelut/index.html").exists()
    assert not (online / "palvelut").exists()


def test_facts_not_yet_stated_are_marked_at_home_and_refused_online(content, output):
    question = '{ ask = { fi = "Missä?", sv = "Var?", en = "Where?" } }'
    edit(content / "record.toml", 'url = "https://www.example.fi"', f"url = {question}")
    edit(content / "record.toml", 'heartbeat = "P7D"', f"heartbeat = {question}")

    said = refusal(content, output, "--publish")
    assert "site.url: not yet stated. Missä?" in said
    assert "contact.heartbeat: not yet stated. Missä?" in said

    at_home = (built(content, output) / "tietosuoja/index.html").read_text("utf-8")
    assert '<mark class="unstated">Ei vielä kerrottu: Missä?</mark>' in at_home
    assert "2 tietoa on vielä kertomatta" in at_home


def test_a_public_address_without_tls_is_not_published(content, output):
    edit(content / "record.toml", "https://www.example.fi", "http://www.example.fi")

    assert "http://www.example.fi" in refusal(content, output, "--publish")


def test_a_published_page_has_no_bar_and_knows_its_address(site):
    page = (site / "yhteys/index.html").read_text("utf-8")

    assert "draft-bar" not in page
    assert '<link rel="canonical" href="https://www.example.fi/yhteys/">' in page
