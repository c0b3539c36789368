"""The theme's files go out under names that change with their content."""

import gzip
import re

from plugins.assets import collect, hashed, minify
from tests.sites import ROOT


def test_a_name_carries_the_hash_of_the_content():
    one, other = hashed("style.css", b"a{}"), hashed("style.css", b"b{}")

    assert re.fullmatch(r"/theme/style\.[0-9a-f]{12}\.css", one)
    assert one != other


def test_the_style_is_one_file_from_general_to_particular():
    css = next(asset for asset in collect(ROOT / "theme/static") if asset.name == "style.css").body.decode()

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


def test_the_form_script_and_its_worker_are_small():
    scripts = [
        asset.body for asset in collect(ROOT / "theme/static") if asset.name in ("form.js", "solve.js")
    ]

    assert len(scripts) == 2
    assert sum(len(gzip.compress(body, 9)) for body in scripts) <= 4 * 1024
