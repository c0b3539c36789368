"""The receipt says what the record says, in the terms of ISO/IEC TS 27560:2023, and of nobody."""

import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from formhandler import clock
from formhandler.choices.receipt import receipt
from formhandler.consent.event import Event
from record import asking
from tests.formhandler.choices.chooser import Chooser, bodies


@pytest.fixture
def made(chooser, app):
    """The receipt of a choice of one of two."""
    chooser.answer("chosen", allow=["statistics"])
    return chooser.client.get(f"{chooser.path}kuitti.json")


def test_it_is_a_file_that_no_cache_keeps(made, app):
    made_at = Event.read(bodies(app)[-1]).at

    assert made.mimetype == "application/json"
    assert made.headers["Content-Disposition"] == f'attachment; filename="receipt-{clock.day(made_at)}.json"'
    assert made.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in made.headers


def test_it_says_what_the_event_says(made, chooser, app):
    event = Event.read(bodies(app)[-1])
    said = made.json["consent_record"]

    assert made.json["receipt_id"] == said["record_id"] == event.id == chooser.choice.event
    assert made.json["schema_version"] == said["schema_version"] == "ISO/IEC TS 27560:2023"
    assert said["pii_principal_id"] is None
    [happened] = said["events"]
    assert datetime.fromisoformat(happened["event_time"]) == event.at
    assert happened["event_state"] == "given"
    assert happened["validity_duration"] == {"until": event.valid_until.isoformat()}
    about = said["pii_processing"]
    assert {each["purpose_id"]: each["state"] for each in about["purposes"]} == {
        "statistics": "given",
        "video": "refused",
    }
    assert about["consent_text"]["text"] == asking.question(chooser.record, "en").text
    assert about["consent_text"]["sha256"] == event.text
    assert about["privacy_notice"]["hash"] == event.notice


def test_it_says_of_each_purpose_what_the_record_of_processing_says(made, chooser):
    about = made.json["consent_record"]["pii_processing"]
    [statistics] = [each for each in about["purposes"] if each["purpose_id"] == "statistics"]
    purpose = chooser.record.purpose("statistics_service")

    assert statistics["lawful_basis"] == ["GDPR 6(1)(a)"]
    assert statistics["retention_period"] == chooser.record.retention(purpose.retention).keep.iso
    fields = [field.id for id in purpose.groups for field in chooser.record.group(id).fields]
    assert [each["pii_attribute_id"] for each in statistics["pii_information"]] == fields
    assert all(each["pii_optional"] for each in statistics["pii_information"])
    assert {each["name"] for each in statistics["storage_on_device"]} == {"_ga", "_ga_SELOSTE01"}
    category = chooser.record.category("statistics")
    assert statistics["recipient_third_parties"] == asking.recipients(chooser.record, category)
    assert about["jurisdiction"] == "FI"
    assert about["withdrawal_method"] == f"https://www.example.fi{chooser.path}"


def test_every_party_it_names_is_told_of(made):
    parties = {each["party_id"]: each for each in made.json["party_identification"]}
    about = made.json["consent_record"]["pii_processing"]
    named = {id for each in about["purposes"] for id in each["recipient_third_parties"]}

    assert {*about["pii_controllers"], about["authority_party"], *named} == parties.keys()
    assert parties["controller"]["party_name"] == "Esimerkki Virtanen"
    assert parties["controller"]["party_role"] == "PII controller"


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_it_speaks_the_language_of_the_choice(app, lang):
    chooser = Chooser(app, lang)
    chooser.answer("all")

    said = chooser.client.get(f"{chooser.path}kuitti.json").json["consent_record"]["pii_processing"]

    assert said["language"] == lang
    assert said["purposes"][0]["purpose"] == chooser.record.category("statistics").name[lang]


def test_of_another_meaning_it_says_only_what_was_shown(chooser, app):
    """What the record says today is not what was agreed to then."""
    chooser.answer("all")
    event = Event.read(bodies(app)[-1])

    then = receipt(replace(event, meaning="0123456789ab"), "the words", chooser.record, event.meaning)

    about = then["consent_record"]["pii_processing"]
    assert {key for each in about["purposes"] for key in each} == {"purpose_id", "purpose", "state"}
    assert about["consent_text"]["text"] == "the words"


def test_a_category_that_is_gone_keeps_its_id(chooser, app):
    chooser.answer("all")
    event = replace(Event.read(bodies(app)[-1]), given=("advertising",), meaning="0123456789ab")

    [purpose] = receipt(event, None, chooser.record, "ba9876543210")["consent_record"]["pii_processing"][
        "purposes"
    ]

    assert purpose["purpose_id"] == "advertising"


def test_it_holds_no_address_and_no_browser(chooser, app):
    away = {"REMOTE_ADDR": "192.0.2.77"}
    form = {"text": chooser.text, "surface": "page", "answer": "all"}
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "User-Agent": "canary-browser",
        "Referer": "https://c.example/",
    }
    chooser.post(form, headers=headers, environ_base=away)

    whole = chooser.client.get(f"{chooser.path}kuitti.json").text + bodies(app)[-1]

    assert not re.search(r"192\.0\.2|canary|c\.example", whole)


def test_without_a_choice_there_is_none(chooser):
    answer = chooser.client.get(f"{chooser.path}kuitti.json")

    assert answer.status_code == 404
    assert "There is no choice of this browser" in answer.text


def test_its_words_are_those_on_the_page(chooser):
    chooser.answer("none")

    page = chooser.page()
    words = chooser.client.get(f"{chooser.path}kuitti.json").json["consent_record"]["pii_processing"]

    assert f'<p class="said aside" lang="en">{words["consent_text"]["text"]}</p>' in page.replace(
        "&#39;", "'"
    )
    assert json.dumps(words)  # it was JSON
