"""The few words that the record's own documents need, in every language of the law packs."""

from __future__ import annotations

from record.law import LANGUAGES
from record.period import Period
from record.text import Text, Unstated


def word(id: str, language: str) -> str:
    """A heading or a term of the record in *language*, one of LANGUAGES. KeyError for an unknown word."""
    return _WORDS[id][LANGUAGES.index(language)]


def spoken(value: str | Text | Unstated, language: str) -> str:
    """A value of the record as a person reads it; what the owner has not stated says so."""
    match value:
        case Unstated(question):
            return f"[{word('unstated', language)}: {question[language]}]"
        case Text():
            return value[language]
        case _:
            return value


def spoken_country(value: str | Unstated, language: str) -> str:
    """A country as people call it, where `_COUNTRIES` knows it; otherwise its ISO 3166-1 code."""
    names = _COUNTRIES.get(value) if isinstance(value, str) else None
    return names[LANGUAGES.index(language)] if names else spoken(value, language)


def spoken_period(period: Period, language: str) -> str:
    """``12 kuukautta``, ``1 år 6 månader``; a period of nothing is "at once"."""
    parts = [(period.years, "year"), (period.months, "month"), (period.days, "day")]
    said = [
        f"{number} {word(unit if number == 1 else unit + 's', language)}" for number, unit in parts if number
    ]
    return " ".join(said) or word("at_once", language)


# Only those that the pieces of record/services/ name, and the neighbours: asking.py has no Babel to ask.
_COUNTRIES = {
    "EE": ("Viro", "Estland", "Estonia"),
    "FI": ("Suomi", "Finland", "Finland"),
    "GB": ("Iso-Britannia", "Storbritannien", "United Kingdom"),
    "IE": ("Irlanti", "Irland", "Ireland"),
    "NO": ("Norja", "Norge", "Norway"),
    "SE": ("Ruotsi", "Sverige", "Sweden"),
    "US": ("Yhdysvallat", "USA", "United States"),
}

_WORDS = {
    # the document
    "title": ("Seloste käsittelytoimista", "Register över behandling", "Record of processing activities"),
    "version": ("versio", "version", "version"),
    "controller": ("Rekisterinpitäjä", "Personuppgiftsansvarig", "Controller"),
    "dpo": ("Tietosuojavastaava", "Dataskyddsombud", "Data protection officer"),
    "no_dpo": ("Ei tietosuojavastaavaa", "Inget dataskyddsombud", "No data protection officer"),
    "purpose": ("Tarkoitus ja peruste", "Ändamål och grund", "Purpose and basis"),
    "subjects": ("Rekisteröityjen ryhmät", "Kategorier av registrerade", "Categories of people"),
    "data": ("Henkilötietojen ryhmät", "Kategorier av personuppgifter", "Categories of data"),
    "recipients": ("Vastaanottajat", "Mottagare", "Recipients"),
    "transfers": ("Siirrot ETA-alueen ulkopuolelle", "Överföringar utanför EES", "Transfers outside the EEA"),
    "erasure": ("Poistamisen määräajat", "Tidsfrister för radering", "Time limits for erasure"),
    "security": ("Turvatoimet", "Säkerhetsåtgärder", "Security measures"),
    "nobody": ("Tietoja ei luovuteta", "Uppgifterna lämnas inte ut", "The data is given to no one"),
    "no_transfer": ("Tietoja ei siirretä", "Uppgifterna överförs inte", "The data is not transferred"),
    "unstated": ("ei vielä kerrottu", "ännu inte uppgett", "not yet stated"),
    # roles and ways of transfer
    "processor": ("henkilötietojen käsittelijä", "personuppgiftsbiträde", "processor"),
    "authority": ("viranomainen", "myndighet", "authority"),
    "adequacy": (
        "komission päätös tietosuojan riittävyydestä",
        "kommissionens beslut om adekvat skyddsnivå",
        "adequacy decision of the Commission",
    ),
    "scc": (
        "komission vakiolausekkeet",
        "kommissionens standardavtalsklausuler",
        "standard contractual clauses",
    ),
    "consent": ("nimenomainen suostumus", "uttryckligt samtycke", "explicit consent"),
    # clocks
    "message.received": (
        "viestin saapumisesta",
        "från att meddelandet togs emot",
        "from receipt of the message",
    ),
    "message.quarantined": (
        "viestin siirtämisestä erilleen",
        "från att meddelandet lades åt sidan",
        "from setting the message aside",
    ),
    "customer.ended": (
        "asiakkuuden päättymisestä",
        "från att kundrelationen upphörde",
        "from the end of the custom",
    ),
    "permission.ended": (
        "luvan päättymisestä",
        "från att tillståndet upphörde",
        "from the end of the permission",
    ),
    "consent.ended": (
        "suostumuksen päättymisestä",
        "från att samtycket upphörde",
        "from the end of the consent",
    ),
    "request.closed": (
        "pyynnön käsittelystä",
        "från att begäran avslutades",
        "from the closing of the request",
    ),
    "breach.closed": (
        "loukkauksen käsittelystä",
        "från att incidenten avslutades",
        "from the closing of the breach",
    ),
    "log.written": (
        "lokirivin kirjoittamisesta",
        "från att loggraden skrevs",
        "from the writing of the log line",
    ),
    "visit.counted": (
        "laskemisesta",
        "från räkningen",
        "from the counting",
    ),
    "fiscal_year.end": (
        "tilikauden päättymisestä",
        "från räkenskapsperiodens slut",
        "from the end of the financial year",
    ),
    "end-of-calendar-year": (
        "laskettuna kalenterivuoden lopusta",
        "räknat från kalenderårets slut",
        "counted from the end of the calendar year",
    ),
    # ends
    "erase": ("poistetaan", "raderas", "erased"),
    "anonymise": ("anonymisoidaan", "anonymiseras", "anonymised"),
    "suppress": (
        "poistetaan, ja jäljelle jää avaimellinen tiiviste",
        "raderas, och ett nyckelbundet hashvärde blir kvar",
        "erased, and a keyed hash remains",
    ),
    # what visitors are asked
    "counting": ("Käyntien laskeminen", "Räkning av besök", "Counting of visits"),
    "ask": ("Mitä sallit?", "Vad tillåter du?", "What do you allow?"),
    "ask_intro": (
        "Sivusto toimii, vaikka et sallisi mitään. "
        "Voit milloin tahansa muuttaa valintasi tai perua sen tietosuojavalinnoissa.",
        "Webbplatsen fungerar även om du inte tillåter något. "
        "Du kan när som helst ändra eller återkalla ditt val bland dataskyddsvalen.",
        "The site works even if you allow nothing. "
        "You can change or withdraw your choice at any time under privacy choices.",
    ),
    "recipient": ("Tiedot saa", "Uppgifterna får", "The data goes to"),
    "abroad": ("siirto ETA-alueen ulkopuolelle", "överföring utanför EES", "transfer outside the EEA"),
    "cookie": ("Eväste", "Kaka", "Cookie"),
    "local-storage": ("Paikallinen muisti", "Lokal lagring", "Local storage"),
    "session-storage": ("Istuntomuisti", "Sessionslagring", "Session storage"),
    "indexed-db": ("Selaimen tietokanta", "Webbläsarens databas", "Browser database"),
    "cache": ("Selaimen välimuisti", "Webbläsarens cache", "Browser cache"),
    "session": (
        "kunnes suljet selaimen",
        "tills du stänger webbläsaren",
        "until you close the browser",
    ),
    # lengths of time
    "year": ("vuosi", "år", "year"),
    "years": ("vuotta", "år", "years"),
    "month": ("kuukausi", "månad", "month"),
    "months": ("kuukautta", "månader", "months"),
    "day": ("päivä", "dag", "day"),
    "days": ("päivää", "dagar", "days"),
    "at_once": ("heti", "genast", "at once"),
}
