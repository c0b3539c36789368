"""Retention against a model of the notice, with its own clock: the real one holds, a broken one is caught."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import delete, select

from formhandler.backups import tombstones
from formhandler.register import store
from formhandler.schema import entry, tombstone
from record.period import Period
from tests.formhandler.register.retentionmodel import Retention, sweep

SETTINGS = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
#: A broken one is caught by some example; to make that example small would take long and prove no more.
CATCHING = settings(SETTINGS, max_examples=300, phases=(Phase.generate,))


def run(record, folder, how=SETTINGS, **parts: Any) -> None:
    parts = {name: staticmethod(part) for name, part in parts.items()}
    machine = type("RetentionCase", (Retention,), {"record": record, "path": folder, **parts})
    run_state_machine_as_test(machine, settings=how)


def test_whatever_happens_nothing_stays_longer_or_goes_sooner_than_the_notice_says(record, tmp_path):
    run(record, tmp_path)


def forgetting_restrictions(db, today):
    late = list(db.execute(select(entry.c.id).where(entry.c.expires_on < today)).scalars())
    store.remove_entries(db, late)
    tombstones.add(db, "entry", late, day=today)
    sweep(db, today)


def forgetting_heads(db, today):
    late = db.execute(select(entry.c.id, entry.c.card).where(entry.c.expires_on < today)).all()
    ids = [id for id, card in late if not store.card_row(db, card)["restricted"]]
    store.remove_entries(db, ids)
    tombstones.add(db, "entry", ids, day=today)
    sweep(db, today)


def without_tombstones(db, today):
    sweep(db, today)
    db.execute(delete(tombstone).where(tombstone.c.what == "entry"))


def without_counting_anew(db, record, id, version, relation, ended_on):
    store.change_card(db, id, version, relation=relation, ended_on=ended_on)


@pytest.mark.parametrize(
    "part",
    [
        {"sweep": lambda db, today: sweep(db, today + timedelta(days=1))},
        {"sweep": lambda db, today: sweep(db, today - timedelta(days=1))},
        {"sweep": forgetting_restrictions},
        {"sweep": forgetting_heads},
        {"sweep": without_tombstones},
        {"sweep": lambda db, today: None},
        {"relate": without_counting_anew},
    ],
    ids=[
        "a day early",
        "a day late",
        "forgets restrictions",
        "leaves the heads",
        "leaves no tombstone",
        "never",
        "does not count anew",
    ],
)
def test_a_broken_janitor_is_caught(record, tmp_path, part):
    with pytest.raises(AssertionError):
        run(record, tmp_path, CATCHING, **part)


@pytest.mark.parametrize(("id", "keep"), [("customer", "P2Y"), ("marketing", "P13M")])
def test_a_record_that_keeps_for_another_time_is_caught(record, tmp_path, id, keep):
    other = tuple(
        replace(rule, keep=Period.parse(keep)) if rule.id == id else rule for rule in record.retentions
    )
    with pytest.raises(AssertionError):
        run(replace(record, retentions=other), tmp_path, CATCHING)
