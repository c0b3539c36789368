"""Who can reach the files of a folder that two users share; with one user test_doctor.py tells."""

import shutil

import pytest

from formhandler import layout
from formhandler.condition import Mark, permissions
from tests.formhandler.app import close, config, ready
from texts import translator


@pytest.fixture(scope="module")
def made(tmp_path_factory, site, record_file):
    """A folder as the owner's user makes it, with a vault; this test's user and group are the two."""
    data = tmp_path_factory.mktemp("shared") / "data"
    data.mkdir()
    data.chmod(layout.FOLDER)
    settings = config(data, site, record_file)
    close(ready(settings))
    return settings


@pytest.fixture
def shared(made, tmp_path, site, record_file):
    """A copy of it for one test."""
    shutil.copytree(made.data, tmp_path / "data")
    (tmp_path / "data").chmod(layout.FOLDER)
    return config(tmp_path / "data", site, record_file)


def faults(settings) -> list[str]:
    found = permissions.check(settings, translator("en"))
    return [finding.text for finding in found if finding.mark is Mark.FAULT]


def test_what_both_sides_need_is_no_fault(shared):
    assert faults(shared) == []


@pytest.mark.parametrize("name", ["seloste.db", "secret.key"])
def test_what_only_one_side_can_use_is_a_fault(shared, name):
    path = shared.data / name
    path.chmod(0o600)

    assert faults(shared) == [f"One of the two sides can't use {path}. See docs/archive.md."]


@pytest.mark.parametrize(
    ("name", "mode", "excess"),
    [
        ("vault/managed.key", 0o640, "r"),
        ("vault/managed.key", 0o620, "w"),
        ("vault/canary.json", 0o660, "rw"),
        ("vault/slots", 0o750, "rx"),
        ("vault/slots/managed.json", 0o640, "r"),
        ("vault/public.json", 0o664, "w"),
        ("vault", 0o775, "w"),
        ("secret.key", 0o660, "w"),
    ],
)
def test_what_the_public_side_should_not_reach_is_a_fault(shared, name, mode, excess):
    path = shared.data / name
    path.chmod(mode)

    assert faults(shared) == [f"The public side can reach {path}. Run: chmod g-{excess} {path}"]


@pytest.mark.parametrize(("name", "mode"), [("seloste.db", 0o664), ("vault/managed.key", 0o604)])
def test_what_others_can_reach_is_a_fault(shared, name, mode):
    path = shared.data / name
    path.chmod(mode)

    assert faults(shared) == [f"Other users can reach {path}. Run: chmod o= {path}"]


def test_a_folder_that_others_can_enter_is_a_fault(shared):
    shared.data.chmod(0o3775)

    assert faults(shared) == [f"Other users can reach {shared.data}. Run: chmod o= {shared.data}"]


def test_the_same_files_in_a_folder_of_one_user_are_faults(shared):
    shared.data.chmod(0o700)

    assert len([fault for fault in faults(shared) if "seloste.db" in fault]) > 0
    assert any("secret.key" in fault for fault in faults(shared))
