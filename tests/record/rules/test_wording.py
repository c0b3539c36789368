import pytest

from record.rules.wording import hedges

HEDGED = {
    "fi": {
        "Tietoja voidaan luovuttaa": "voidaan",
        "Voidaan käyttää": "Voidaan",
        "Tietoja voitaisiin käyttää": "voitaisiin",
        "Sivustossa voi olla osio": "voi olla",
        "Tiedot voivat olla rekisterissä": "voivat olla",
        "Yritys saattaa käyttää": "saattaa",
        "Ne saattavat siirtyä": "saattavat",
        "Saatamme kysyä": "Saatamme",
        "Tietoja saatetaan yhdistää": "saatetaan",
        "Mahdollisesti myös nimi": "Mahdollisesti",
        "mahdolliset lisätiedot": "mahdolliset",
        "nimi, muun muassa": "muun muassa",
        "mm. nimi": "mm.",
        "nimi ja muut vastaavat tiedot": "muut vastaavat",
        "sekä muista vastaavista rekistereistä": "muista vastaavista",
        "tai muita vastaavia tietoja": "muita vastaavia",
        "tai muihin näihin rinnastettaviin lähetyksiin": "muihin näihin rinnastettaviin",
        "ja muihin sellaisiin": "muihin sellaisiin",
        "Siirrämme tarvittaessa": "tarvittaessa",
        "tarpeen mukaan": "tarpeen mukaan",
        "esimerkiksi nimi, osoite ym.": "ym.",
        "nimi, osoite yms. tiedot": "yms.",
        "yhteydenottopyynnön tms. voi lähettää": "tms.",
        "ja niin edelleen": "ja niin edelleen",
        "Säilytämme yleensä": "yleensä",
    },
    "sv": {
        "Uppgifter kan komma att lämnas ut": "kan komma att",
        "Det kan vara så": "kan vara",
        "eventuellt även namn": "eventuellt",
        "eventuella uppgifter": "eventuella",
        "bland annat namn": "bland annat",
        "bl.a. namn": "bl.a.",
        "namn med mera": "med mera",
        "namn m.m.": "m.m.",
        "namn m. fl.": "m. fl.",
        "vid behov": "vid behov",
        "namn, adress o.s.v.": "o.s.v.",
        "namn osv.": "osv.",
        "register och liknande": "och liknande",
        "och andra liknande register": "och andra liknande",
        "i förekommande fall": "i förekommande fall",
        "Kanske": "Kanske",
    },
    "en": {
        "We may use": "may",
        "May be used": "May",
        "Data might be shared": "might",
        "possibly your name": "possibly",
        "among other things": "among other things",
        "name and similar data": "and similar",
        "or other similar data": "or other similar",
        "data such as name, address, etc.": "etc.",
        "name etc": "etc",
        "if necessary": "if necessary",
        "where appropriate": "where appropriate",
        "as needed": "as needed",
        "including but not limited to": "but not limited to",
        "from time to time": "from time to time",
        "Perhaps": "Perhaps",
    },
}

PLAIN = {
    "fi": [
        "Ilman yhteystietoja emme voi vastata",
        "Tietoja ei voida palauttaa",
        "Se ei voi olla julkinen",
        "Voit vastustaa käsittelyä",
        "Vastaamme mahdollisimman pian",
        "Poisto ei ole mahdollista",
        "Viestiin vastaavat vain työntekijät",
        "Muut tiedot poistetaan",
        "Kirjoita esimerkiksi 040 123 4567",
        "Kuva on 5 mm leveä",
        "saate",
        "symmetrinen avain",
        "tarvitsemme",
    ],
    "sv": [
        "Du kan invända",
        "Utan kontaktuppgifter kan vi inte svara",
        "Det kan inte vara hemligt",
        "Ett förbud gäller för alltid",
        "Behovet har upphört",
        "mm",
    ],
    "en": [
        "since 1 May 2026",
        "on May 1",
        "May 2026: the newsletter was added",
        "in May",
        "until May",
        "every May",
        "You can object",
        "dismay",
        "mayor",
        "The data is necessary for the contract",
        "You decide where the copy is sent",
        "etching",
    ],
}


@pytest.mark.parametrize(
    ("language", "words", "hedge"),
    [(language, words, hedge) for language, cases in HEDGED.items() for words, hedge in cases.items()],
)
def test_a_hedge_is_found(language, words, hedge):
    assert hedge in hedges(words, language)


@pytest.mark.parametrize(
    ("language", "words"), [(language, words) for language, cases in PLAIN.items() for words in cases]
)
def test_plain_words_are_left_alone(language, words):
    assert hedges(words, language) == ()


def test_a_month_does_not_excuse_the_verb_beside_it():
    assert hedges("In May we may close; May we?", "en") == ("may", "May")


def test_each_language_is_judged_by_its_own_words():
    assert hedges("May", "fi") == hedges("voidaan", "sv") == hedges("vid behov", "en") == ()


def test_a_hedge_anywhere_in_the_record_is_a_fault_with_the_word(raw, faults):
    raw["purpose"][0]["provision"]["consequence"]["sv"] = "Uppgifter kan komma att lämnas ut."

    assert faults(raw) == {
        "purpose[0].provision.consequence.sv": "record.toml: purpose[0].provision.consequence.sv:"
        ' hedges: "kan komma att" (missed: GDPR Art. 12(1)).'
        " Say what is done, or give the reason in a [[waiver]]."
    }


def test_the_words_of_consent_and_the_labels_of_a_form_are_judged_too(raw, faults):
    raw["purpose"][2]["consent"]["en"] = "You may write to me."
    raw["form"][0]["field"][0]["hint"] = {"fi": "ym.", "sv": "m.m.", "en": "etc."}

    assert set(faults(raw)) == {
        "purpose[2].consent.en",
        "form[0].field[0].hint.fi",
        "form[0].field[0].hint.sv",
        "form[0].field[0].hint.en",
    }


@pytest.mark.parametrize("place", ["retention[0].why", "retention[0].why.fi"])
def test_a_waiver_gives_leave_for_one_word_at_one_place(raw, faults, place):
    raw["retention"][0]["why"]["fi"] = "Vanhentumisaika voi olla kolme vuotta."
    reason = "Laki jättää sen avoimeksi."
    raw["waiver"] = [{"word": "voi olla", "place": place, "reason": reason}]

    assert faults(raw) == {}


@pytest.mark.parametrize(
    "other", [{"word": "saattaa"}, {"place": "retention[1].why"}, {"place": "retention[0].why.sv"}]
)
def test_a_waiver_gives_no_leave_elsewhere_and_is_then_useless(raw, faults, other):
    raw["retention"][0]["why"]["fi"] = "Vanhentumisaika voi olla kolme vuotta."
    raw["waiver"] = [{"word": "voi olla", "place": "retention[0].why", "reason": "Syy."} | other]

    assert set(faults(raw)) == {"retention[0].why.fi", "waiver[0]"}


def test_a_waiver_gives_its_reason(raw, faults):
    raw["waiver"] = [{"word": "voi olla", "place": "retention[0].why"}]

    assert set(faults(raw)) == {"waiver[0].reason"}


@pytest.mark.parametrize("sentence", ["Laki 523/1999 § 10.", "Laki 516/04.", "Henkilötietolain mukaan."])
def test_a_sentence_that_names_a_repealed_act_is_refused(raw, faults, sentence):
    raw["children"]["say"]["fi"] = sentence

    assert "was repealed on" in faults(raw)["children.say.fi"]


def test_no_waiver_gives_leave_to_name_a_repealed_act(raw, faults):
    raw["children"]["say"]["fi"] = "Laki 523/1999."
    raw["waiver"] = [{"word": "523/1999", "place": "children.say", "reason": "Historia."}]

    assert set(faults(raw)) == {"children.say.fi", "waiver[0]"}


def test_an_act_in_force_can_be_named(raw, faults):
    raw["children"]["say"]["fi"] = "Tietosuojalain (1050/2018) 5 §."

    assert faults(raw) == {}
