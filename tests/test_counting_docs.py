"""What docs/counting.md says is what there is: the truth table, the ways, the formats, the tables."""

import re
from pathlib import Path

import pytest

from docs import truthtable
from formhandler.imports.importing import FORMATS
from formhandler.schema import metadata
from record import ways

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "counting.md").read_text("utf-8")


def test_the_truth_table_is_the_one_that_browsers_were_held_against():
    assert truthtable.renewed(PAGE) == PAGE, "run: python -m docs.truthtable"


@pytest.mark.parametrize("word", [*ways.WAYS, *FORMATS])
def test_every_way_and_every_format_of_a_file_is_told_of(word):
    assert re.search(rf"`[^`]*\b{word}\b[^`]*`", PAGE)


@pytest.mark.parametrize("table", [name for name in metadata.tables if name.startswith("count_")])
def test_every_table_of_figures_is_told_of(table):
    assert f"`{table}`" in PAGE


@pytest.mark.parametrize("place", re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGE))
def test_every_file_that_it_leads_to_is_there(place):
    assert (ROOT / "docs" / place).exists()
