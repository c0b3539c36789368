"""A CSV file is read as whoever wrote it meant it, or its row is named with the reason."""

import io
import tracemalloc

import pytest

from formhandler.exchange import csvfile
from formhandler.exchange.csvfile import BadFile, Refused, Row, Why

TEXT = 'Nimi;Sähköposti\r\nMäkelä Äijö;aijo@example.fi\r\n"Öberg; Åsa";asa@example.fi\r\n'
READ = [("Mäkelä Äijö", "aijo@example.fi"), ("Öberg; Åsa", "asa@example.fi")]


def read(raw):
    file = io.BytesIO(raw)
    shape = csvfile.look(file)
    return shape, list(csvfile.rows(file, shape))


def cells(raw):
    return [row.cells for row in read(raw)[1]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_every_usual_encoding_is_read(encoding):
    assert cells(TEXT.encode(encoding)) == READ


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_separator_and_line_end_is_read(separator, end):
    raw = end.join(("Nimi|Puhelin", '"Maija"|1', "Matti|2")).replace("|", separator).encode()

    assert cells(raw) == [("Maija", "1"), ("Matti", "2")]


def test_a_separator_in_the_quotes_of_the_header_does_not_count():
    assert cells(b'"Name, first, last";Mail\n1;2\n') == [("1", "2")]


def test_excels_own_line_decides_the_separator_and_is_no_header():
    shape, rows = read(b"sep=;\nNimi, koko;Puhelin\nMaija;1\n")

    assert shape.header == ("Nimi, koko", "Puhelin")
    assert rows == [Row(3, ("Maija", "1"))]


def test_a_cell_may_have_lines_and_the_next_row_knows_its_own():
    _, rows = read(b'Nimi,Osoite\nMaija,"Katu 1\n00100 Helsinki"\nMatti,Tie 2\n')

    assert rows == [Row(2, ("Maija", "Katu 1\n00100 Helsinki")), Row(4, ("Matti", "Tie 2"))]


def test_headers_that_are_alike_or_empty_get_names_of_their_own():
    shape, _ = read(b"Puhelin,,Puhelin,Puhelin\n")

    assert shape.header == ("Puhelin", "#2", "Puhelin (2)", "Puhelin (3)")


def test_what_looks_like_a_formula_is_text():
    assert cells(b"Nimi\n=1+1\n") == [("=1+1",)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"Matti", Why.FEWER),
        (b"Matti,1,2", Why.MORE),
        (b"Ma\0tti,1", Why.NUL),
        (b"Matti," + b"x" * 1_000_000, Why.TOO_LONG),
        (b'Matti,"' + b"x" * 1_000_000 + b'"', Why.TOO_LONG),
        (b'Matti,"' + b"x" * 200_000 + b'"', Why.TOO_LONG),
    ],
)
def test_a_faulty_row_is_refused_by_its_line_and_the_others_are_read(row, why):
    _, rows = read(b"Nimi,Puhelin\nMaija,1\n" + row + b"\nSari,3\n")

    assert rows == [Row(2, ("Maija", "1")), Refused(3, 3, why), Row(4, ("Sari", "3"))]


def test_empty_cells_beyond_the_header_are_no_fault():
    assert cells(b"Nimi,Puhelin\nMaija,1,,\n") == [("Maija", "1")]


def test_one_wrong_byte_in_a_file_of_utf_8_costs_its_row_alone():
    raw = "Nimi\nMäkelä\nHämäläinen\n".encode() + b"M\xe4ki\n" + "Järvi\n".encode()

    assert read(raw)[1][2:] == [Refused(4, 4, Why.UNREADABLE), Row(5, ("Järvi",))]


def test_a_quote_that_is_never_closed_costs_what_it_swallowed_and_says_which_lines():
    lines = [b"Nimi,Puhelin", b'"Maija,1', *(b"Matti,%d" % n for n in range(40_000))]
    _, rows = read(b"\n".join(lines) + b"\n")

    first = rows[0]
    assert isinstance(first, Refused)
    assert (first.line, first.why) == (2, Why.TOO_LONG)
    assert rows[1].line == first.last + 1


def test_empty_rows_are_passed_over():
    assert read(b"\n\nNimi\n\nMaija\n\n")[1] == [Row(5, ("Maija",))]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_header_is_none(raw):
    with pytest.raises(BadFile) as raised:
        read(raw)

    assert raised.value.why is Why.EMPTY


def test_a_header_without_end_is_refused():
    with pytest.raises(BadFile):
        read(b"a," * 600 + b"\n")


def test_the_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b"Nimi,Puhelin\n")
        file.write(b"Maija,0401234567\n" * 100_000)
        file.write(b"x" * 20_000_000)  # a line of 20 MB
    with path.open("rb") as file:
        tracemalloc.start()
        shape = csvfile.look(file)
        n = sum(1 for _ in csvfile.rows(file, shape))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert n == 100_001
    assert most < 6_000_000
