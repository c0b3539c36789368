import pytest

from record import processing


def activity(record, id, language="en"):
    activities = processing.as_document(record, language)["activities"]
    return next(entry for entry in activities if entry["id"] == id)


def test_there_is_one_activity_for_each_purpose(example):
    document = processing.as_document(example, "fi")

    assert [entry["name"] for entry in document["activities"]] == [p.name["fi"] for p in example.purposes]


def test_the_controller_can_be_reached(example):
    assert processing.as_document(example, "en")["controller"] == [
        "Esimerkki Virtanen, Tmi Esimerkkipalvelu, 1234567-1",
        "Esimerkkitie 1, 00100 Helsinki, FI",
        "Contact for data protection: Esimerkki Virtanen",
        "tietosuoja@example.fi, +358401234567",
        "No data protection officer: The processing is small in scale and the law requires no data protection"
        " officer.",
    ]


def test_an_officer_who_is_appointed_is_named(raw, reread):
    raw["dpo"] |= {"appointed": True, "name": "Vastaava", "email": "dpo@example.fi", "phone": "+358401112223"}

    controller = processing.as_document(reread(raw), "fi")["controller"]

    assert controller[-1] == "Tietosuojavastaava: Vastaava, dpo@example.fi, +358401112223"


def test_an_activity_tells_all_that_article_30_asks(example):
    assert activity(example, "answer") == {
        "id": "answer",
        "name": "Answering messages",
        "purpose": ["GDPR Art. 6(1)(f)", "Replying to a message that was sent to us."],
        "subjects": ["People who contact us"],
        "data": [
            "Basic details: Name, E-mail address, Phone number",
            "Messages: Text of the message, Code computed from the receipt code, Time of receipt",
        ],
        "recipients": ["Esimerkki Hosting Oy (FI), processor: Server and backups"],
        "transfers": ["The data is not transferred"],
        "erasure": [
            "Messages and answers: 12 months (from receipt of the message); erased",
            "Spam in quarantine: 30 days (from setting the message aside); erased",
        ],
    }


def test_both_bases_and_the_duty_are_cited(example):
    assert activity(example, "invoice")["purpose"] == [
        "GDPR Art. 6(1)(b)",
        "GDPR Art. 6(1)(c)",
        "Accounting Act (1336/1997), chapter 2, section 10",
    ]


def test_rounding_and_suppression_are_told(example):
    assert activity(example, "invoice", "fi")["erasure"] == [
        "Tositteet: 6 vuotta (tilikauden päättymisestä, laskettuna kalenterivuoden lopusta); poistetaan"
    ]
    assert activity(example, "newsletter", "sv")["erasure"] == [
        "Nyhetsbrevets prenumeranter: genast (från att tillståndet upphörde);"
        " raderas, och ett nyckelbundet hashvärde blir kvar"
    ]


def test_a_transfer_names_the_company_the_country_and_the_way(raw, reread):
    raw["recipient"][0] |= {"country": "US", "transfer": "scc"}

    assert activity(reread(raw), "answer")["transfers"] == [
        "Esimerkki Hosting Oy, US: standard contractual clauses"
    ]


def test_data_that_no_one_gets_says_so(raw, reread):
    del raw["recipient"][1]

    assert activity(reread(raw), "invoice", "fi")["recipients"] == ["Tietoja ei luovuteta"]


@pytest.mark.parametrize("key", ["name", "country", "transfer"])
def test_what_the_owner_has_not_stated_is_visible(raw, reread, key):
    raw["recipient"][0][key] = {"ask": "Kuka?"}

    assert "[not yet stated: Kuka?]" in processing.as_markdown(reread(raw), "en")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_markdown_says_everything_that_the_data_says(example, language):
    document = processing.as_document(example, language)
    text = processing.as_markdown(example, language)

    assert text.startswith(f"# {document['title']}\n")
    lines = document["controller"] + document["security"]
    lines += [
        line
        for entry in document["activities"]
        for part in entry.values()
        if isinstance(part, list)
        for line in part
    ]
    assert all(f"\n- {line}\n" in text for line in lines)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_clock_role_and_way_has_a_word_in_every_language(language):
    from record.model.retention import CLOCKS, ENDS, ROUNDS
    from record.model.sharing import ROLES, TRANSFERS
    from record.speech import word

    for term in (*CLOCKS, *ENDS, *ROLES, *(set(TRANSFERS) | set(ROUNDS)) - {"none"}):
        assert word(term, language)
