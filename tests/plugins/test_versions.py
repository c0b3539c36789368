"""A notice that was published stays readable, word for word, at the address that its words gave it."""

import json
import os
import subprocess
import sys

import pytest

from plugins.notice import fingerprint, render
from record import load
from tests.sites import DAY, ROOT, build, built, edit, example

TEMPLATES = ROOT / "theme" / "templates"


@pytest.fixture
def content(tmp_path):
    """The example trader's content, to be changed."""
    return example(tmp_path)


def save(content):
    command = [sys.executable, "-m", "plugins.versions", "save", "--content", str(content)]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": DAY}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=600)


def current(output):
    return json.loads((output / "_seloste/site.json").read_text("utf-8"))["notice"]["hash"]


def renew(content, version="2026-09-01.2"):
    """Change a word of the notice under a number of its own, as a new version does."""
    number(content, version)
    edit(content / "record.toml", "Palvelut on tarkoitettu aikuisille.", "Palvelut ovat aikuisille.")


def number(content, version):
    """Give the record another version, in its head and as the newest change."""
    edit(content / "record.toml", 'version = "2026-09-01"', f'version = "{version}"')
    said = 'what = { fi = "Sanoja.", sv = "Ord.", en = "Words." }'
    change = f'[[change]]\nversion = "{version}"\non = 2026-09-02\n{said}\n\n'
    edit(content / "record.toml", "[[change]]", f"{change}[[change]]")


def test_the_hash_is_of_every_language():
    bodies = {"fi": "yksi", "sv": "ett"}

    assert len(fingerprint(bodies)) == 12
    assert fingerprint(bodies) == fingerprint({"sv": "ett", "fi": "yksi"})
    assert fingerprint(bodies) != fingerprint({"fi": "yksi", "sv": "ETT"})
    assert fingerprint({"fi": "ab", "sv": "c"}) != fingerprint({"fi": "a", "sv": "bc"})


def test_the_same_record_always_makes_the_same_notice(content):
    from datetime import date

    record = load(content / "record.toml", today=date(2026, 11, 23))

    assert render(record, TEMPLATES) == render(record, TEMPLATES)


def test_the_present_version_stands_at_its_own_address_in_every_language(site):
    hash = current(site)

    for path, present in (
        (f"tietosuoja/versiot/{hash}", "Tämä versio on nyt voimassa."),
        (f"sv/dataskydd/versioner/{hash}", "Den här versionen gäller nu."),
        (f"en/privacy/versions/{hash}", "This is the version now in force."),
    ):
        page = (site / path / "index.html").read_text("utf-8")
        assert present in page
        assert '<meta name="robots" content="noindex">' in page


def test_a_saved_version_stays_when_the_notice_changes(content, tmp_path):
    before = current(built(content, tmp_path / "one"))
    assert save(content).returncode == 0
    renew(content)

    output = built(content, tmp_path / "two")

    assert current(output) != before
    old = (output / f"tietosuoja/versiot/{before}/index.html").read_text("utf-8")
    assert "Palvelut on tarkoitettu aikuisille." in old
    assert "Tämä versio ei ole enää voimassa." in old
    assert f"/tietosuoja/versiot/{before}/" in (output / "tietosuoja/index.html").read_text("utf-8")


def test_saving_twice_keeps_one(content):
    assert "kept" in save(content).stdout
    assert "already kept" in save(content).stdout

    assert len(list((content / "versions").iterdir())) == 1


def test_a_version_number_alone_makes_no_new_notice(content, tmp_path):
    before = current(built(content, tmp_path / "one"))
    edit(content / "record.toml", 'version = "2026-09-01"', 'version = "2026-09-01.2"')
    edit(
        content / "record.toml", '[[change]]\nversion = "2026-09-01"', '[[change]]\nversion = "2026-09-01.2"'
    )

    assert current(built(content, tmp_path / "two")) == before


def test_a_saved_version_that_was_changed_stops_the_build(content, tmp_path):
    save(content)
    (folder,) = (content / "versions").iterdir()
    edit(folder / "fi.html", "aikuisille", "kaikille")
    renew(content)

    done = build(content, tmp_path / "output")

    assert done.returncode == 1
    assert f"{folder.name}: changed since it was published" in done.stderr


@pytest.mark.parametrize(
    "kept",
    [None, b"", b"\xff", b'["2026-09-01"]', b'{"version": "2026-09-01"}'],
    ids=["no file", "empty", "no UTF-8", "a list", "no first day"],
)
def test_a_saved_version_whose_number_and_day_are_lost_stops_the_build_in_one_line(content, tmp_path, kept):
    save(content)
    (about,) = (content / "versions").glob("*/about.json")
    about.unlink() if kept is None else about.write_bytes(kept)
    renew(content)

    done = build(content, tmp_path / "output")

    assert done.returncode == 1
    assert f"{about}: missing or damaged; restore it" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_save_left_that_was_cut_short_gets_into_no_version(content, tmp_path):
    hash = current(built(content, tmp_path / "one"))
    draft = content / "versions" / f".{hash}"
    draft.mkdir(parents=True)
    (draft / "de.html").write_text("<p>Entwurf</p>", "utf-8")

    assert save(content).returncode == 0

    renew(content)
    output = built(content, tmp_path / "two")
    assert (output / f"tietosuoja/versiot/{hash}/index.html").exists()
    assert [path.name for path in (content / "versions").iterdir()] == [hash]


def test_a_notice_with_gaps_is_not_saved(content):
    edit(content / "record.toml", 'heartbeat = "P7D"', 'heartbeat = { ask = "Kuinka usein?" }')

    done = save(content)

    assert done.returncode == 1
    assert "contact.heartbeat: not yet stated. Kuinka usein?" in done.stderr
    assert not (content / "versions").exists()


def test_changed_words_under_a_published_number_are_not_published(content, tmp_path):
    assert save(content).returncode == 0
    edit(content / "record.toml", "Palvelut on tarkoitettu aikuisille.", "Palvelut ovat aikuisille.")

    refused = build(content, tmp_path / "output", "--publish")

    assert refused.returncode == 1
    assert "record.version" in refused.stdout + refused.stderr
    assert "[[change]]" in refused.stdout + refused.stderr
    assert save(content).returncode == 1


def test_the_same_words_under_a_new_number_are_not_published(content, tmp_path):
    assert save(content).returncode == 0
    number(content, "2026-09-01.2")

    refused = build(content, tmp_path / "output", "--publish")

    assert refused.returncode == 1
    assert "the same words" in refused.stdout + refused.stderr


def test_changed_words_under_a_new_number_are_published(content, tmp_path):
    assert save(content).returncode == 0
    renew(content)

    assert build(content, tmp_path / "output", "--publish").returncode == 0
    assert save(content).returncode == 0
