"""
Every bench of this folder, or those that are named: a table, and bench/results.json.

    python -m bench [NAME …]

The file keeps what was measured last of each: a bench that did not run this time stays as it was.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import peers
from bench.result import Measure, Result, held, table

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"


def benches() -> dict[str, Measure]:
    """Each module here that measures, by its name."""
    names = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
    modules = {name: import_module(f"bench.{name}") for name in names}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


def chosen(names: Sequence[str]) -> dict[str, Measure]:
    """Those that are named, in that order; all without a name."""
    every = benches()
    if unknown := [name for name in names if name not in every]:
        sys.exit(f"no bench is called {', '.join(unknown)}; there are {', '.join(every)}")
    return {name: every[name] for name in names or every}


def written(before: dict[str, Any], results: Iterable[Result], *, day: str, cores: int) -> dict[str, Any]:
    """
    What the file says, with these results in place of the same bench's older ones.

    Args:
        before: what it said: {"results": [{"name": …, "value": …, …, "day": …, "cores": …}, …]}.
        day: when they were measured, YYYY-MM-DD (UTC).
        cores: of the machine.
    """
    new = [{**asdict(result), "day": day, "cores": cores} for result in results]
    measured = {_bench(row["name"]) for row in new}
    old = [row for row in before.get("results", []) if _bench(row["name"]) not in measured]
    return {"results": sorted([*old, *new], key=lambda row: _bench(row["name"]))}


def _bench(name: str) -> str:
    return name.partition(": ")[0]


def main(names: Sequence[str]) -> bool:
    """Run, print and write; False when a target was missed."""
    every: list[Result] = []
    for name, measure in chosen(names).items():
        print(f"{name} …", file=sys.stderr, flush=True)
        every += (results := measure())
        print(f"{table(results)}\n", flush=True)
        _write(results)
    if "beacon" in names or not names:
        print(f"{peers.table()}\n")
    print(f"{sum(result.holds is False for result in every)} targets missed; all of it: {RESULTS.name}")
    return held(every)


def _write(results: list[Result]) -> None:
    before = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    cores = len(os.sched_getaffinity(0))
    whole = written(before, results, day=datetime.now(UTC).date().isoformat(), cores=cores)
    RESULTS.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
