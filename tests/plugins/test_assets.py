"""The theme's files go out under names that change with their content."""

import gzip
import re
from datetime import date

import pytest

from plugins.assets import collect, hashed, minify
from record import load
from tests.consenting import switch
from tests.sites import EXAMPLE, ROOT

STATIC = ROOT / "theme/static"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def example():
    return load(EXAMPLE / "record.toml", today=TODAY)


def body(name, record):
    return next(asset.body for asset in collect(STATIC, record) if asset.name == name)


def test_a_name_carries_the_hash_of_the_content():
    one, other = hashed("style.css", b"a{}"), hashed("style.css", b"b{}")

    assert re.fullmatch(r"/theme/style\.[0-9a-f]{12}\.css", one)
    assert one != other


def test_the_style_is_one_file_from_general_to_particular(example):
    css = body("style.css", example).decode()

    order = [":root{", "html{", ".thread{", ".skip{", "@media (forced-colors: active){"]
    places = [css.replace(" {", "{").index(rule) for rule in order]
    assert places == sorted(places)


def test_comments_and_spare_space_go():
    assert minify("/* why */\na ,\n b {\n  color : red ;\n}\n") == "a,b{color : red}"


def test_what_stands_in_quotes_and_in_sums_is_kept():
    css = 'a::after { content: " ( , ) : 0.5 "; width: calc(0.5px + 10.5px) }'

    assert minify(css) == 'a::after{content:" ( , ) : 0.5 ";width:calc(.5px + 10.5px)}'


def test_a_descendant_keeps_its_space_and_a_child_needs_none():
    assert minify("a :hover {}") == "a :hover{}"
    assert minify("a > :hover { --gap: 0.5rem }") == "a>:hover{--gap:.5rem}"


def test_the_form_script_and_its_worker_are_small(example):
    scripts = [asset.body for asset in collect(STATIC, example) if asset.name in ("form.js", "solve.js")]

    assert len(scripts) == 2
    assert sum(len(gzip.compress(body, 9)) for body in scripts) <= 4 * 1024


def test_a_site_that_asks_nothing_has_no_file_that_asks(example):
    assert {asset.name for asset in collect(STATIC, example)} == {
        "style.css", "form.js", "solve.js", "receipt.js", "seal.svg",
    }  # fmt: skip


def test_what_asks_and_its_style_are_small(example, tmp_path):
    (tmp_path / "docs").symlink_to(EXAMPLE / "docs")
    record_file = tmp_path / "record.toml"
    record_file.write_text((EXAMPLE / "record.toml").read_text("utf-8"), "utf-8")
    switch(record_file, google_analytics="G-TEST1234")
    asking = load(record_file, today=TODAY)

    added = {asset.name: asset.body for asset in collect(STATIC, asking)}.keys() - {
        asset.name for asset in collect(STATIC, example)
    }

    assert added == {"consent.css", "consent.js", "google_analytics.js"}
    assert sum(len(gzip.compress(body(name, asking))) for name in ("consent.css", "consent.js")) <= 3000
