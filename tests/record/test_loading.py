import re
import shutil
from pathlib import Path

import pytest

from record import RecordError, load
from record.loading import project_root


def lines_about(path, today):
    with pytest.raises(RecordError) as error:
        load(path, today=today)
    return str(error.value).splitlines()


def test_the_example_loads(example_file, today):
    record = load(example_file, today=today)

    assert record.controller.legal_name == "Esimerkki Virtanen"
    assert record.languages == ("fi", "sv", "en")
    assert record.binding == "fi"


def test_all_faults_are_told_at_once_each_on_its_own_line(example_file, tmp_path, today):
    text = example_file.read_text(encoding="utf-8")
    for right, wrong in {
        'business_id = "1234567-1"': 'business_id = "1234567-2"',  # a value
        'keep = "P30D"': "",  # a missing key
        'retention = "enquiry"': 'retention = "enquiri"',  # a reference
        "Grunduppgifter": "Eventuella grunduppgifter",  # a word
        'transfer = "none"\n[[recipient]]': 'transfer = "scc"\n[[recipient]]',  # a rule
        'mode = "off"': 'mode = "off"\ncolour = "blue"',  # an unknown key
    }.items():
        assert right in text
        text = text.replace(right, wrong)
    broken = tmp_path / "record.toml"
    broken.write_text(text, encoding="utf-8")
    shutil.copytree(example_file.parent / "docs", tmp_path / "docs")

    lines = lines_about(broken, today)

    assert [line.split(": ")[1] for line in lines] == [
        "controller.business_id",
        "counting.colour",
        "retention[1].keep",
        "purpose[0].retention",
        "recipient[0].transfer",
        "group[0].name.sv",
    ]
    assert all(line.startswith(f"{broken}: ") for line in lines)


def test_a_missing_file_is_one_clear_line(tmp_path, today):
    path = tmp_path / "record.toml"

    assert lines_about(path, today) == [f"{path}: there is no such file. Name the record's file."]


def test_a_folder_is_one_clear_line(tmp_path, today):
    assert lines_about(tmp_path, today) == [
        f"{tmp_path}: cannot be read (Is a directory). Name a file that you have leave to read."
    ]


def test_a_file_that_is_not_utf_8_is_one_clear_line_with_the_place(tmp_path, today):
    path = tmp_path / "record.toml"
    path.write_bytes("[site]\nname = 'Ääni'\n".encode("latin-1"))

    assert lines_about(path, today) == [f"{path}: is not UTF-8: byte 0xc4 on line 2. Save the file as UTF-8."]


@pytest.mark.parametrize("text", ["[record\n", "a = 1\na = 2\n", "[[purpose]]\nid = \n", 'x = "\n"'])
def test_a_slip_in_the_toml_is_one_clear_line_with_the_place(tmp_path, today, text):
    path = tmp_path / "record.toml"
    path.write_text(text, encoding="utf-8")

    (line,) = lines_about(path, today)

    assert line.startswith(f"{path}: is not TOML: ")
    assert "line " in line
    assert line.endswith("Mend the file there.")


def test_an_empty_file_misses_every_required_table_and_nothing_inside_them(tmp_path, today):
    path = tmp_path / "record.toml"
    path.write_text("", encoding="utf-8")

    missing = [line.split(": ")[1] for line in lines_about(path, today)]

    assert "record" in missing
    assert "purpose" in missing
    assert all("." not in place and "[" not in place for place in missing)


@pytest.mark.parametrize("junk", [0, "x", True, [[]], {}, [1], {"a": 1}, {"ask": "?"}, 1.5])
def test_junk_in_place_of_a_table_is_blamed_on_that_table(raw, faults, junk):
    for table in raw:
        places = faults(raw | {table: junk})

        assert places, table
        assert {re.match(r"\w+", place)[0] for place in places} == {table}


def test_paths_start_at_the_project_above_content(tmp_path):
    assert project_root(tmp_path / "content" / "record.toml") == tmp_path.resolve()


def test_paths_of_a_record_with_documents_beside_it_start_there(tmp_path):
    (tmp_path / "docs").mkdir()

    assert project_root(tmp_path / "record.toml") == tmp_path.resolve()


def test_paths_of_a_copy_that_lies_alone_start_where_one_works(tmp_path):
    assert project_root(tmp_path / "copy.toml") == Path.cwd()
