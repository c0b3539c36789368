"""The gate against a model of the law: the real one holds, and each broken one is caught."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from formhandler.permissions import gate
from formhandler.permissions.listing import Judge
from tests.formhandler.permissions.gatemodel import Gate

SETTINGS = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
#: A broken gate is caught by some example; to make that example small would take long and prove no more.
CATCHING = settings(SETTINGS, max_examples=400, phases=(Phase.generate,))


def machine(record: Any, folder: Path, judge: Judge) -> type[Gate]:
    return type("GateCase", (Gate,), {"record": record, "path": folder, "judge": staticmethod(judge)})


def test_whatever_people_say_the_lists_are_what_the_law_says(record, tmp_path):
    run_state_machine_as_test(machine(record, tmp_path, gate.judge), settings=SETTINGS)


def changed(change: Callable[[gate.Candidate], gate.Candidate]) -> Judge:
    """The gate, seeing people otherwise than they are."""
    return lambda channel, use, who, suppressed: gate.judge(channel, use, change(who), suppressed)


BROKEN: dict[str, Judge] = {
    "forgets restrictions": changed(lambda who: replace(who, restricted=False)),
    "forgets what the organisation said": changed(lambda who: replace(who, firm={})),
    "takes people for companies": changed(lambda who: replace(who, kind="organisation")),
    "takes companies for people": changed(lambda who: replace(who, kind="person")),
    "takes an end for nothing": changed(
        lambda who: replace(who, states={c: s for c, s in who.states.items() if s != "ended"})
    ),
    "takes a prohibition for a permission": changed(
        lambda who: replace(who, states=dict.fromkeys(who.states, "permitted"))
    ),
    "forgets the use": lambda channel, use, who, suppressed: gate.judge(channel, None, who, suppressed),
    "forgets what is suppressed": lambda channel, use, who, suppressed: gate.judge(
        channel, use, who, lambda _channel, _point: False
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_gate_that(record, tmp_path, fault):
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine(record, tmp_path, BROKEN[fault]), settings=CATCHING)
