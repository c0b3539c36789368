"""A backup that is cut off is none: what has a backup's name is whole, and the earlier ones stay."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formhandler import clock
from formhandler.backups import making, opening, restoring
from formhandler.register import changing
from formhandler.register.card import New
from formhandler.vault import keys, slots
from formhandler.vault.rows import Rows
from tests.formhandler.app import close, config, ready
from tests.formhandler.register.made import ACTOR, TODAY
from tests.registered import registered
from texts import translator

ROOT = Path(__file__).parents[3]
CARDS, KILLS = 2000, 5


@pytest.fixture(scope="module")
def filled(tmp_path_factory, site):
    """The environment of a handler whose register is large enough that a backup takes a while."""
    folder = tmp_path_factory.mktemp("filled")
    settings = config(folder / "data", site, registered(folder / "content") / "record.toml")
    app = ready(settings)
    unlocked = slots.unlock_managed(settings.data)
    rows = Rows(unlocked.keyring, to=keys.present(settings.data, app.extensions["engine"]).key_id)
    new = New(group="person", values={"person.name": "Maija " * 20}, source="self", of=TODAY)
    cards = {changing.new_id(): [new] for _ in range(CARDS)}
    record, now = app.extensions["record"], clock.utcnow()
    app.extensions["writer"].submit(
        lambda db: changing.create_many(db, rows, record, kind="person", cards=cards, actor=ACTOR, now=now)
    )
    close(app)
    given = {"DATA": settings.data, "SITE": site, "RECORD": settings.record, "LANG": "en_GB.UTF-8"}
    return {**os.environ, **{name: str(value) for name, value in given.items()}}


def begun(environ, *, limit=None):
    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    return subprocess.Popen(
        [sys.executable, "-m", "flask", "backup", "make"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limited if limit else None,
    )


def ended(process):
    """Its exit status, and what it printed."""
    said, error = process.communicate(timeout=60)
    return process.returncode, said, error


def listed(environ):
    return making.listed(Path(environ["DATA"]) / "backups")


def test_one_that_is_killed_leaves_no_half_and_the_next_one_is_whole(filled, tmp_path):
    began = time.monotonic()
    assert ended(begun(filled))[0] == 0
    took = time.monotonic() - began

    for _ in range(KILLS):
        process = begun(filled)
        time.sleep(random.uniform(0.2, 1) * took)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        ended(process)
        time.sleep(1)  # a backup is named by its second

    data = Path(filled["DATA"])
    for number, backup in enumerate(listed(filled)):
        restoring.open_into(backup, tmp_path / str(number), opening.opener(data, None, translator("en")))
    code, said, error = ended(begun(filled))
    assert code == 0, error
    assert "is whole" in said
    assert not list((data / "backups").glob(".*.draft"))
    assert not (data / ".backup").exists()


def test_on_a_full_disk_none_is_made_the_earlier_stay_and_it_says_what_to_do(filled):
    before = listed(filled)
    size = (Path(filled["DATA"]) / "seloste.db").stat().st_size

    code, _, error = ended(begun(filled, limit=size // 2))

    assert code != 0
    assert "free the disk" in error
    assert "Traceback" not in error
    assert listed(filled) == before
    assert not (Path(filled["DATA"]) / ".backup").exists()
    assert not list((Path(filled["DATA"]) / "backups").glob(".*.draft"))
