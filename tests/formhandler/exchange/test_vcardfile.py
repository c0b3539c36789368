"""vCards of every version become lines of a CSV file, and what cannot be read is named by its number."""

import csv
import io

import pytest

from formhandler.exchange import vcardfile

OLD = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Meik=E4l=E4inen;Maija;;;\r
FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Maija =\r
Meik=E4l=E4inen\r
TEL;CELL:040 123 4567\r
TEL;WORK;VOICE:09 123 456\r
EMAIL;INTERNET:maija@example.fi\r
ADR;HOME:;;Mallikatu 1 A;Helsinki;;00100;Finland\r
END:VCARD\r
"""
THREE = """BEGIN:VCARD
VERSION:3.0
N:Meikäläinen;Maija;;;
FN:Maija Meikäläinen
ORG:Malli\\, Oy;Myynti
item1.EMAIL;type=INTERNET;type=pref:maija@example.fi
item2.EMAIL:maija.m@exam
 ple.org
TEL;type="CELL:1":+358401234567
ADR;type=HOME:;A 2;Mallikatu 1\\; takapiha;Helsinki;;00100;
NOTE:Kahvi mustana
PHOTO;ENCODING=b:AAAA
END:VCARD
"""
FOUR = """BEGIN:VCARD
VERSION:4.0
FN:Aino Esimerkki
TEL;VALUE=uri:tel:+358401111111
EMAIL:mailto:aino@example.fi
END:VCARD
"""


def read(text, encoding="utf-8"):
    raw = vcardfile.as_csv(text if isinstance(text, bytes) else text.encode(encoding))
    return list(csv.DictReader(io.StringIO(raw.decode()), delimiter=";"))


def test_an_old_card_is_read_with_its_own_encoding():
    (card,) = read(OLD, "latin-1")

    assert (card["Name"], card["Email"]) == ("Maija Meikäläinen", "maija@example.fi")
    assert (card["Phone"], card["Phone 2"]) == ("040 123 4567", "09 123 456")
    assert (card["Street"], card["Postcode"], card["City"]) == ("Mallikatu 1 A", "00100", "Helsinki")


def test_folded_grouped_and_escaped_lines_are_read():
    (card,) = read(THREE)

    assert card["Employer"] == "Malli, Oy"
    assert (card["Email"], card["Email 2"]) == ("maija@example.fi", "maija.m@example.org")
    assert (card["Phone"], card["Street"]) == ("+358401234567", "Mallikatu 1; takapiha A 2")
    assert card["Rest"] == "Kahvi mustana"


def test_uris_of_the_newest_version_are_numbers_and_addresses():
    (card,) = read(FOUR)

    assert (card["Phone"], card["Email"]) == ("+358401111111", "aino@example.fi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_file_may_be_written_in_any_of_the_usual_encodings(encoding):
    raw = THREE.encode(encoding)

    assert vcardfile.is_one(raw)
    assert read(raw)[0]["Name"] == "Maija Meikäläinen"


def test_a_card_that_never_ends_and_one_that_cannot_be_read_are_lines_of_their_own():
    broken = "BEGIN:VCARD\nFN;CHARSET=KLINGON;ENCODING=QUOTED-PRINTABLE:=41\nEND:VCARD\n"
    endless = "BEGIN:VCARD\nFN:Ei loppua\n"
    raw = vcardfile.as_csv((FOUR + broken + endless + FOUR).encode()).decode().splitlines()

    width = len(raw[0].split(";"))
    assert [len(line.split(";")) > width for line in raw[1:]] == [False, True, True, False]


@pytest.mark.parametrize("text", ["", "Nimi;Puhelin\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"])
def test_what_holds_no_card_is_told(text):
    assert not vcardfile.is_one(text.encode())
    with pytest.raises(vcardfile.NoCards):
        vcardfile.as_csv(text.encode())
