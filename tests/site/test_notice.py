"""The notice says everything that GDPR Articles 13 and 14 ask, from the record, in every language."""

import re
from datetime import date

import pytest

from record import load
from tests.site.words import Words
from tests.sites import EXAMPLE
from texts import format_period, translator

RECORD = load(EXAMPLE / "record.toml", today=date(2026, 11, 23))
LANGUAGES = RECORD.languages
# Anchors are the same in every language, and links to them outlive a translation.
ANCHORS = [
    "summary",
    "controller",
    "object",
    "purposes",
    "data",
    "never",
    "sources",
    "retention",
    "recipients",
    "marketing",
    "device",
    "counting",
    "logs",
    "rights",
    "complaint",
    "automated",
    "children",
    "security",
    "languages",
    "version",
    "older",
]


def page(site, lang):
    return (site / RECORD.edition.notice_path[lang].lstrip("/") / "index.html").read_text("utf-8")


@pytest.fixture(params=LANGUAGES)
def lang(request):
    """Each language of the record."""
    return request.param


@pytest.fixture
def said(site, lang):
    """What the notice says under each anchor, white space evened out."""
    return Words(page(site, lang)).said


def test_the_sections_have_the_same_anchors_in_every_language(site, lang):
    html = page(site, lang)

    assert [anchor for anchor in ANCHORS if f'id="{anchor}"' not in html] == []


def test_the_controller_is_named_with_every_way_to_reach_it(said):
    for fact in (
        RECORD.controller.legal_name,
        RECORD.controller.business_id,
        RECORD.controller.address.street,
        RECORD.contact.email,
        "+358 40 1234567",
    ):
        assert fact in said["controller"]


def test_each_purpose_says_its_basis_its_interest_and_what_follows_without_the_data(said, lang):
    for purpose in RECORD.purposes:
        assert purpose.name[lang] in said["purposes"]
        assert purpose.provision.consequence[lang] in said["purposes"]
        for basis in purpose.bases:
            number = re.sub(r"[()]+", "-", basis).strip("-")
            assert RECORD.law.cite(f"gdpr-{number}").label[lang] in said["purposes"]
        for words in (purpose.interest, purpose.consent):
            assert words is None or words[lang] in said["purposes"]


def test_each_group_of_data_is_told_field_by_field(said, lang):
    for group in RECORD.groups:
        assert group.name[lang] in said["data"]
        for field in group.fields:
            assert field.name[lang] in said["data"]


def test_each_period_stands_in_the_table_with_its_reason(said, lang):
    for rule in RECORD.retentions:
        assert rule.name[lang] in said["retention"]
        assert rule.why[lang] in said["retention"]
        if rule.keep:
            assert format_period(rule.keep, lang) in said["retention"]


def test_recipients_are_named_with_their_country(said, lang):
    for recipient in RECORD.recipients:
        assert recipient.name[lang] in said["recipients"]
        assert recipient.task[lang] in said["recipients"]
    assert translator(lang)("Outside the EEA") in said["recipients"]


def test_only_sources_in_use_are_said_to_be_used(said, lang):
    used, _, unused = said["sources"].partition(translator(lang)("We do not fetch data from these:"))
    for source in RECORD.sources:
        assert source.name[lang] in (used if source.enabled else unused)


def test_the_right_to_object_stands_apart_from_everything_else(said, lang):
    for right in RECORD.rights:
        place = "object" if right.article in ("21", "21(2)") else "rights"
        if right.article not in ("22", "77"):
            assert right.name[lang] in said[place]
            assert right.say[lang] in said[place]


def test_no_right_asks_for_a_signature(said, lang):
    assert translator(lang)("It costs nothing, and no signature is needed.") in said["rights"]


def test_the_complaint_names_both_authorities(said, lang):
    for id in (RECORD.authority.personal_data, RECORD.authority.cookies):
        authority = RECORD.law.authorities[id]
        assert authority.name[lang] in said["complaint"]
        assert authority.email in said["complaint"]


def test_what_is_stored_on_the_device_stands_in_a_table(said, lang):
    for item in RECORD.storage:
        assert item.name in said["device"]
        assert item.set_when[lang] in said["device"]
        assert item.exempt_because is None or item.exempt_because[lang] in said["device"]


def test_each_channel_of_marketing_in_use_is_told(said, lang):
    for channel in RECORD.channels:
        assert (channel.name[lang] in said["marketing"]) == channel.enabled


def test_children_security_counting_and_forbidden_data_are_told(said, lang):
    assert RECORD.children.say[lang] in said["children"]
    assert RECORD.counting.say[lang] in said["counting"]
    assert RECORD.dpo.reason[lang] in said["controller"]
    assert all(thing.say[lang] in said["never"] for thing in RECORD.forbidden)
    assert all(measure.say[lang] in said["security"] for measure in RECORD.measures)


def test_the_version_block_tells_every_change(said, lang):
    assert RECORD.edition.version in said["version"]
    assert all(change.what[lang] in said["version"] for change in RECORD.changes)


def test_the_contents_list_every_section(site, lang):
    html = page(site, lang)
    listed = re.findall(r'<li><a href="#([a-z]+)">', html)

    assert listed == [anchor for anchor in ANCHORS if anchor not in ("summary", "older")]
