"""What the columns of other programs' files are called, in Finnish, Swedish and English."""

import re

#: The last part of a card's column → how headers call it, folded; the more exact first.
CALLED: dict[str, tuple[str, ...]] = {
    "name": (
        "nimi", "etunimi", "sukunimi", "kokonimi", "asiakkaannimi", "asiakas", "yritys", "yrityksennimi",
        "yrityksen", "toiminimi", "namn", "fornamn", "efternamn", "kundensnamn", "kund", "foretag",
        "foretagsnamn", "name", "fullname", "firstname", "givenname", "lastname", "surname", "familyname",
        "customer", "customername", "company", "companyname", "organization", "organisation",
    ),
    "emails": (
        "sahkoposti", "sahkopostiosoite", "sposti", "email", "emailaddress", "mail", "epost",
        "epostadress", "emails",
    ),
    "phones": (
        "puhelin", "puhelinnumero", "puh", "matkapuhelin", "gsm", "kannykka", "tyopuhelin", "telefon",
        "telefonnummer", "mobil", "mobiltelefon", "mobilnummer", "phone", "phonenumber", "mobile",
        "mobilephone", "cellphone", "telephone", "tel",
    ),
    "address": (
        "osoite", "postiosoite", "katuosoite", "lahiosoite", "postinumero", "postitoimipaikka",
        "paikkakunta", "kaupunki", "adress", "postadress", "gatuadress", "gata", "postnummer", "postort",
        "ort", "address", "postaladdress", "streetaddress", "street", "postcode", "postalcode", "zip",
        "zipcode", "city", "town",
    ),
    "business_id": (
        "ytunnus", "lytunnus", "yrityksenytunnus", "fonummer", "businessid", "vatnumber", "companyid",
    ),
    "occupation": ("ammatti", "yrke", "occupation", "profession"),
    "paper_folder": ("kansio", "paperikansio", "mapp", "pappersmapp", "folder", "paperfolder"),
    "agreed": ("sovittupalvelu", "avtaladtjanst", "agreedservice"),
}  # fmt: skip
#: Of a person's name, what stands first, whatever the file's order.
GIVEN = ("etunimi", "fornamn", "firstname", "givenname")
#: Columns of personal identity codes.
CODES = (
    "hetu", "henkilotunnus", "hlotunnus", "hlotun", "henktunnus", "sotu", "sosiaaliturvatunnus",
    "personbeteckning", "personnummer", "personalidentitycode", "personalid", "socialsecuritynumber", "ssn",
)  # fmt: skip
_PLAIN = str.maketrans("äåöéüÄÅÖÉÜ", "aaoeuAAOEU")
_NUMBERED = re.compile(r"\d+$")


def folded(header: str) -> str:
    """A header without case, accents, signs, and the number that tells it from another like it."""
    plain = header.translate(_PLAIN).casefold()
    return _NUMBERED.sub("", "".join(char for char in plain if char.isalnum()))


def part(header: str) -> str | None:
    """The last part of the card's column that *header* speaks of, or None."""
    name = folded(header)
    return next((part for part, called in CALLED.items() if name in called), None)


def is_given(header: str) -> bool:
    """Whether it is of first names."""
    return folded(header) in GIVEN


def is_code(header: str) -> bool:
    """Whether it speaks of personal identity codes."""
    return folded(header) in CODES
