"""What gets installed is fixed to the byte, and comes from wherever the owner's pip fetches things."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pinned(lock: str) -> dict[str, str]:
    """Each requirement's name, with the lines that pin it."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text("utf-8").strip())
    return {re.split(r"[=\[ ]", block)[0]: block for block in blocks}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_one_version_and_its_hashes(lock):
    for block in pinned(lock).values():
        assert re.match(r"[\w.-]+==\S+( ; [^\\]+)? \\\n", block), block
        assert "--hash=sha256:" in block


@pytest.mark.parametrize("lock", LOCKS)
def test_no_download_address_is_named(lock):
    assert not re.search(r"://|^-", (ROOT / lock).read_text("utf-8"), re.MULTILINE)


def test_the_tests_run_on_the_very_releases_that_serve():
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")

    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize(("lock", "also"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_everything_that_pyproject_asks_for_is_locked(lock, also):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + [
        name for extra in also for name in project["optional-dependencies"][extra]
    ]

    assert {re.split(r"\[", name)[0] for name in asked} <= pinned(lock).keys()
