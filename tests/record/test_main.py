"""The command, run as the owner runs it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "tests/example/record.toml"


def run(*arguments, cwd=PROJECT):
    command = [sys.executable, "-m", "record", *map(str, arguments)]
    environment = {"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def project(tmp_path):
    """A project whose record lies where the owner's does."""
    shutil.copytree(EXAMPLE.parent / "docs", tmp_path / "docs")
    (tmp_path / "content").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "content/record.toml")
    return tmp_path


def edit(project, old, new):
    path = project / "content/record.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_record_in_order_exits_with_0_and_a_summary():
    done = run("check", EXAMPLE)

    assert (done.returncode, done.stderr) == (0, "")
    assert "version 2026-09-01 is in order. 4 purposes" in done.stdout


def test_without_a_name_the_owners_record_is_checked(project):
    done = run("check", cwd=project)

    assert done.returncode == 0
    assert done.stdout.startswith("content/record.toml: ")


def test_a_broken_record_exits_with_1_and_one_line_a_fault(project):
    edit(project, 'basis = "6(1)(f)"\n', "")
    edit(project, '"1234567-1"', '"1234567-2"')

    done = run("check", cwd=project)

    assert (done.returncode, done.stdout) == (1, "")
    business_id, basis = done.stderr.splitlines()
    assert business_id.startswith('content/record.toml: controller.business_id: is "1234567-2". Write ')
    assert basis == (
        "content/record.toml: purpose[0].basis: missing (missed: GDPR Art. 13(1)(c))."
        " Write one of 6(1)(a), 6(1)(b), 6(1)(c), 6(1)(d), 6(1)(e), 6(1)(f)."
    )


@pytest.mark.parametrize("command", ["check", "processing", "json"])
def test_a_file_that_does_not_exist_exits_with_1_and_one_line(tmp_path, command):
    done = run(command, tmp_path / "none.toml")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path}/none.toml: there is no such file. Name the record's file.\n"


def test_a_fact_not_stated_yet_is_a_note_at_home(project):
    edit(project, 'url = "https://www.example.fi"', 'url = { ask = "Mikä on osoite?" }')

    done = run("check", cwd=project)

    assert (done.returncode, done.stderr) == (0, "")
    assert "content/record.toml: site.url: not stated yet. Mikä on osoite?\n" in done.stdout


def test_a_fact_not_stated_yet_stops_publishing_and_is_listed(project):
    edit(project, 'url = "https://www.example.fi"', 'url = { ask = "Mikä on osoite?" }')

    done = run("check", "--publish", cwd=project)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "content/record.toml: site.url: not stated yet. Mikä on osoite?\n"


def test_a_record_in_order_can_be_published():
    assert run("check", "--publish", EXAMPLE).returncode == 0


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ((), "# Seloste käsittelytoimista"),
        (("--lang", "sv"), "# Register över behandling"),
        (("--lang", "en"), "# Record of processing activities"),
    ],
)
def test_the_record_of_processing_is_printed_in_the_language_asked_for(language, title):
    done = run("processing", EXAMPLE, *language)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == title


def test_a_language_that_the_record_does_not_speak_is_refused():
    done = run("processing", EXAMPLE, "--lang", "de")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--lang is de; the record speaks fi, sv, en.\n"


def test_the_json_is_json():
    done = run("json", EXAMPLE)

    assert json.loads(done.stdout)["controller"]["legal_name"] == "Esimerkki Virtanen"


def test_no_command_is_a_mistake_of_use():
    assert run().returncode == 2
