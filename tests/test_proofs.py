"""Every proof that the notice leans on is a test that exists."""

import ast
from datetime import date

import pytest

from record import load
from tests import sites

RECORD = load(sites.ROOT / "content" / "record.toml", today=date(2026, 11, 22))
PROOFS = [(measure.id, proof) for measure in RECORD.measures for proof in measure.proof or ()]


def test_the_record_names_proofs():
    assert PROOFS


@pytest.mark.parametrize(("measure", "proof"), PROOFS, ids=lambda value: value)
def test_a_measures_proof_is_a_test_that_runs(measure, proof):
    path, name = proof.split("::")
    tree = ast.parse((sites.ROOT / path).read_text(encoding="utf-8"))

    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, measure
