"""The README names what there is: every make target, setting and command, so none is found by chance."""

import dataclasses
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from formhandler import create_app
from formhandler.config import Config

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def commands(group: click.Group, prefix: str = "flask") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def listed() -> dict[str, str]:
    """The targets that `make help` lists, with what it says of each."""
    said = subprocess.run(("make", "help"), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^  make (\w+) +(\S.*)$", said, re.MULTILINE))


def test_make_alone_lists_every_target():
    assert {"serve", "dev", "html", "publish", "check", "test", "clean"} <= listed().keys()
    assert listed().keys() == set(re.findall(r"^\.PHONY: (\w+)$", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("target", re.findall(r"^\.PHONY: (\w+)$", MAKEFILE, re.MULTILINE))
def test_the_readme_names_every_make_target(target):
    assert f"| `make {target}` |" in README


@pytest.mark.parametrize("name", [field.name.upper() for field in dataclasses.fields(Config)])
def test_the_readme_names_every_setting(name):
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("name", re.findall(r"^([A-Z_]+) \?=", MAKEFILE, re.MULTILINE))
def test_the_readme_names_every_setting_of_make(name):
    assert f"| `{name}` |" in README


def test_the_readme_names_every_command_of_flask(tmp_path):
    config = Config.from_environ({"DATA": str(tmp_path), "RECORD": str(ROOT / "tests/example/record.toml")})

    missing = [name for name in commands(create_app(config).cli) if f"| `{name}` |" not in README]

    assert missing == []


def test_the_readme_names_no_command_that_is_gone(tmp_path):
    config = Config.from_environ({"DATA": str(tmp_path), "RECORD": str(ROOT / "tests/example/record.toml")})

    named = set(re.findall(r"^\| `(flask [^`]+)` \|", README, re.MULTILINE))

    assert named == set(commands(create_app(config).cli))


@pytest.mark.parametrize("place", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_file_that_the_readme_links_to_exists(place):
    assert (ROOT / place).exists()
