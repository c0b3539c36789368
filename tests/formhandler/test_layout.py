"""What the handler makes under DATA, for one user and for two that share the folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from formhandler import db, layout, secret


@pytest.fixture(params=[0o022, 0o077, 0o000])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of whoever starts the handler."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def folder(path: Path, mode: int) -> Path:
    path.mkdir()
    path.chmod(mode)
    return path


def modes(data: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}


def used(data: Path) -> dict[str, int]:
    """The files of a handler that has begun to write."""
    engine = db.connect(db.sqlite_url(data))
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
        connection.commit()
        secret.load(data)
        found = modes(data)
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("mode", "shared"),
    [(0o700, False), (0o770, False), (0o2750, False), (0o2770, True), (layout.FOLDER, True)],
)
def test_the_folder_itself_says_whether_two_share_it(tmp_path, mode, shared):
    assert layout.shared(folder(tmp_path / "data", mode)) is shared


def test_a_folder_that_is_not_there_is_shared_by_nobody(tmp_path):
    assert not layout.shared(tmp_path / "data")


def test_one_user_s_files_are_that_user_s_alone(tmp_path, umask):
    found = used(folder(tmp_path / "data", 0o700))

    assert found == {
        "seloste.db": 0o600,
        "seloste.db-wal": 0o600,
        "seloste.db-shm": 0o600,
        "secret.key": 0o600,
    }


def test_both_users_write_the_database_and_read_the_signing_key(tmp_path, umask):
    found = used(folder(tmp_path / "data", layout.FOLDER))

    assert found == {
        "seloste.db": 0o660,
        "seloste.db-wal": 0o660,
        "seloste.db-shm": 0o660,
        "secret.key": 0o640,
    }


def test_a_file_that_is_there_keeps_its_permissions(tmp_path):
    data = folder(tmp_path / "data", layout.FOLDER)
    (data / "seloste.db").touch(mode=0o600)

    assert used(data)["seloste.db"] == 0o600
