"""The tables of visits are those that the record declares, and no part brings them together with others."""

import ast
import re
from collections.abc import Collection
from datetime import date

import pytest
from sqlalchemy import BigInteger, Date, Integer

from formhandler.schema import metadata
from record import load, ways
from tests import sites
from tests.counted import counted

ON = [mode for mode in ways.WAYS if mode != ways.OFF]
COUNTING = {table.name: table for table in metadata.tables.values() if table.name.startswith("count_")}
#: A month's row is the sum of its days', and so needs no declaration of its own.
OF_MONTHS = {"count_page_month": "count_page_day", "count_sum_month": "count_sum_day"}
#: What no visitor has a part in: names of what is counted, and what the owner wrote, switched on, took over.
OWN = {"count_name", "count_note", "count_option", "count_place", "count_import"}
#: Everything that is no number: whatever else could hold something about somebody would have to stand here.
WORDS = {
    ("count_name", "name"): "a page's path, a host, a language …; *: the rest",
    ("count_note", "kind"): "published, own or imported",
    ("count_note", "body"): "own: the words; published, imported: what tells it from others",
    ("count_option", "name"): "link, token or report",
    ("count_option", "value"): "of link and token the SHA-256, 32 bytes",
    ("count_place", "log"): "its path",
    ("count_place", "file"): "which file stood there: device, inode and how it begins",
    ("count_import", "digest"): "SHA-256 of the file, 32 bytes",
    ("count_import", "kind"): "combined, goatcounter or plausible",
}


@pytest.mark.parametrize("mode", ON)
def test_every_table_of_sums_is_declared_and_every_declared_one_is_there(tmp_path, mode):
    record = load(counted(tmp_path, mode) / "record.toml", today=date(2026, 11, 23))
    [purpose] = [purpose for purpose in record.purposes if purpose.id == "counting"]
    fields = [field for group in record.groups if group.id in purpose.groups for field in group.fields]

    declared = {field.column.partition(".")[0] for field in fields}

    assert {OF_MONTHS.get(name, name) for name in COUNTING.keys() - OWN} == declared
    for table, column in (field.column.split(".") for field in fields):
        assert isinstance(COUNTING[table].columns[column].type, Integer)
    assert not any(field.identifies for field in fields)


def test_without_counting_nothing_of_it_is_declared(tmp_path):
    record = load(counted(tmp_path, ways.OFF) / "record.toml", today=date(2026, 11, 23))

    columns = [field.column for group in record.groups for field in group.fields]
    assert [column for column in columns if column.startswith("count_")] == []


def test_only_these_columns_of_the_sums_hold_anything_but_a_number_or_a_day():
    found = {
        (table.name, column.name): column.comment
        for table in COUNTING.values()
        for column in table.columns
        if not isinstance(column.type, Integer | BigInteger | Date)
    }

    assert found == WORDS


def test_no_key_leads_from_the_sums_to_another_table_or_back():
    leading = {
        (table.name, key.column.table.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
    }

    assert leading, "the walk found nothing"
    assert [pair for pair in leading if set(pair) & COUNTING.keys()] == []


#: Every other table with something of a person, sealed or not: messages, consents, mail.
PERSONAL = metadata.tables.keys() - COUNTING.keys() - {"installation", "outbox", "heartbeat", "spam_count"}


def test_no_part_of_the_handler_names_a_table_of_visits_and_one_of_somebody():
    """So no message, consent or list for marketing can be brought together with a visit."""
    visits, others = _naming(COUNTING), _naming(PERSONAL)

    assert {"counts"} <= visits
    assert {"contact", "consent", "inbox"} <= others, "the walk found too little"
    assert visits & others == set()


def _naming(tables: Collection[str]) -> set[str]:
    """The parts of formhandler that import one of *tables*, or write its name into a statement."""
    folder = sites.ROOT / "formhandler"
    stated = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:{'|'.join(tables)})\b")
    return {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*.py")
        for imported, texts in [_said(path.read_text("utf-8"))]
        if imported & set(tables) or any(stated.search(text) for text in texts)
    } - {"schema.py", "migrations"}


def _said(source: str) -> tuple[set[str], list[str]]:
    """What a program imports from the schema, and its texts."""
    tree = ast.parse(source)
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = {alias.name for node in froms if node.module == "formhandler.schema" for alias in node.names}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return imported, [text for text in texts if isinstance(text, str)]
