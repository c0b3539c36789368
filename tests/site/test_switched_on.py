"""One line switches Google Analytics on, and everything that is said of it changes together."""

import difflib
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from record import Record, csp, load, processing
from tests import sites
from tests.consenting import ANALYTICS, switch
from tests.counted import way
from tests.site.words import Words, visible
from texts import format_period, translator

TODAY = date(2026, 11, 23)
WITHDRAW = (
    "You withdraw your permission as easily as you gave it."
    " The cookies that were set here with it are then removed from your browser."
)
AGAIN = (
    "The cookie %(name)s remembers your choice for this long: %(period)s. After that we ask again."
    " Before that we ask only if what you were asked changes: what the data is used for, what data it is,"
    " who gets it or how long it is kept."
)
KEPT = (
    "Each choice leaves an entry: a random code, the text that was shown and its language, what you allowed"
    " and refused, the time, until when it holds, where on the site you chose, and the version of this"
    " notice. It holds no name, address or details of your browser."
)
# What the site said while nothing waited for consent, and what would be untrue with a service switched on.
FALSE = {
    "fi": (
        r"Kävijöitä ei seurata",
        r"ei seuraa(?! lukemistasi ilman lupaasi)",
        r"(?<!Palvelimemme )ei laske k[äv]",
        r"Käyntejä ei lasketa",
        r"[Ee]väste-?banner",
        r"ei ole (?:kävijätilasto|mainosseuran|mitään hyväksyttäv|mitään valittav)",
        r"Valittavaa ei ole",
        r"hyväksyttävää ei ole",
        r"(?<!luvattasi )mitään muilta palvelimilta",
        r"Muulloin et saa evästeitä",
        r"Muuta laitteellesi ei tallenneta",
        r"[Ll]aitteellesi ei tallenneta (?:mitään|evästeitä)",
        r"ei kysytä suostumusta|Siksi sitä ei kysytä",
        r"ei(?:kä)? (?:sivuilla|sivustolla) ole Google Analytics",
        r"mainosseurantaa eikä",
    ),
    "sv": (
        r"Besökare följs inte",
        r"följer dig inte|inte följer läsaren|följer inte vad du läser",
        r"Webbplatsen räknar inte besök",
        r"Besök räknas inte",
        r"[Kk]akbanner",
        r"ingen (?:besöksstatistik|besöksspårning|annonsspårning)",
        r"inget att (?:välja|godkänna)",
        r"Sidorna hämtar (?:inga\b|ingenting(?! från andra servrar innan))",
        r"Annars får du inga kakor",
        r"Inget annat lagras",
        r"lagras ingenting på din enhet",
        r"Därför (?:frågar vi inte|ber vi inte)",
        r"Google Analytics finns inte",
    ),
    "en": (
        r"Visitors are not tracked",
        r"does not track",
        r"site does not count",
        r"Visits are not counted",
        r"cookie banner",
        r"no (?:visitor statistics|visitor tracking|advertising trackers)",
        r"nothing to (?:choose|accept)",
        r"The (?:pages|site) (?:loads?|fetch(?:es)?) (?:no\b|nothing(?! from other servers before))",
        r"Otherwise you get no cookies",
        r"Nothing else is stored",
        r"nothing is stored on your device",
        r"so we (?:do not|don't) ask",
        r"Google Analytics is not on",
    ),
}
# What stood on the site before it could have services: the patterns above must see through each.
ONCE_SAID = {
    "fi": (
        "Sivusto ei laske kävijöitä eikä seuraa, mitä luet.",
        "Sivut eivät hae mitään muilta palvelimilta, ja selaimelle annettu ohje estää sen.",
        "Tällä sivustolla ei ole mitään hyväksyttävää eikä hylättävää.",
        "Tämä sivusto ei seuraa sinua.",
        "Muulloin et saa evästeitä.",
        "Täällä ei ole kävijätilastoja, mainosseurantaa eikä kohdennettua verkkomainontaa.",
        "Verkkomainontaa ei kohdenneta tietojesi avulla, eikä sivuilla ole Google Analyticsia.",
        "Siksi sinulta ei myöskään kysytä suostumusta evästeisiin, eikä täällä ole evästebanneria.",
        "Kun luet sivuja, laitteellesi ei tallenneta mitään.",
    ),
    "sv": (
        "Webbplatsen räknar inte besökare och följer inte vad du läser.",
        "Här finns ingen besöksstatistik och ingen kakbanner.",
        "När du läser sidorna lagras ingenting på din enhet.",
    ),
    "en": (
        "This site does not track you.",
        "There is nothing to choose.",
        "While you read the pages, nothing is stored on your device.",
    ),
}


class Switched:
    """A site before and after its record's one line, with the records that made them."""

    def __init__(self, content: Path, folder: Path) -> None:
        self.file = content / "record.toml"
        self.before, self.text_before = load(self.file, today=TODAY), self.file.read_text("utf-8")
        self.off = sites.built(content, folder / "off")
        switch(self.file, google_analytics=ANALYTICS)
        self.after, self.text_after = load(self.file, today=TODAY), self.file.read_text("utf-8")
        self.on = sites.built(content, folder / "on")


@pytest.fixture(scope="module", params=["example", "own"])
def switched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Switched:
    folder = tmp_path_factory.mktemp(f"switched-{request.param}")
    if request.param == "example":
        return Switched(sites.example(folder), folder)
    shutil.copytree(sites.ROOT / "content", folder / "content")
    shutil.copytree(sites.ROOT / "docs", folder / "docs")
    way(folder / "content" / "record.toml", "off")  # what a service brings shows best where nothing else is
    return Switched(folder / "content", folder)


@pytest.fixture(params=["fi", "sv", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def notice(site: Path, record: Record, lang: str) -> dict[str, str]:
    """What the notice says under each anchor."""
    path = site / record.edition.notice_path[lang].lstrip("/") / "index.html"
    return Words(path.read_text("utf-8")).said


def test_one_line_of_the_record_is_all_that_is_edited(switched):
    lines = difflib.ndiff(switched.text_before.splitlines(), switched.text_after.splitlines())

    assert [line for line in lines if line[0] in "+-"] == [
        '- measurement_id = ""',
        f'+ measurement_id = "{ANALYTICS}"',
    ]


def test_the_notice_tells_what_is_asked_and_where_it_is_loaded_from(switched, lang):
    said = notice(switched.on, switched.after, lang)

    assert "consent" not in notice(switched.off, switched.before, lang)
    category = switched.after.category("statistics")
    words = switched.after.purpose(category.purpose).consent[lang]
    assert words in said["consent"]
    assert words in said["purposes"]
    for fact in (
        category.name[lang],
        category.why[lang],
        "www.googletagmanager.com",
        "Global Privacy Control",
    ):
        assert fact in said["consent"]
    assert category.name[lang].lower() in said["summary"]


def test_the_notice_tells_how_to_withdraw_when_it_is_asked_again_and_what_is_kept(switched, lang):
    record, t = switched.after, translator(lang)
    said = notice(switched.on, record, lang)["consent"]

    assert record.edition.choices_path[lang] in links(switched.on, record, lang)
    assert t(WITHDRAW) in said
    period = format_period(record.choice_cookie.lifetime, lang)
    assert t(AGAIN, name="valinta", period=period) in said
    assert t(KEPT) in said
    assert format_period(record.retention("choice").keep, lang) in said
    assert record.law.cite("gdpr-7-1").label[lang] in said


def links(site: Path, record: Record, lang: str) -> list[str]:
    """Where the notice's section about permissions leads."""
    path = site / record.edition.notice_path[lang].lstrip("/") / "index.html"
    section = path.read_text("utf-8").partition('<h2 id="consent">')[2].partition("<h2")[0]
    return re.findall(r'href="([^"]+)"', section)


def test_the_table_of_what_is_stored_gains_the_choice_and_the_cookies_of_analytics(switched, lang):
    before = notice(switched.off, switched.before, lang)["device"]
    after = notice(switched.on, switched.after, lang)["device"]

    for item in switched.after.storage:
        assert item.name in after
        assert item.set_when[lang] in after
    for name in ("valinta", "_ga", "_ga_SELOSTE01"):
        assert re.search(rf"\b{name}\b", after)
        assert not re.search(rf"\b{name}\b", before)


def test_the_transfer_to_the_united_states_stands_in_the_notice(switched, lang):
    before = notice(switched.off, switched.before, lang)["recipients"]
    after = notice(switched.on, switched.after, lang)["recipients"]

    adequacy = switched.after.law.cite("gdpr-45").label[lang]
    assert "Google LLC" not in before
    assert adequacy not in before
    assert re.search(rf"Google LLC .*{re.escape(adequacy)}", after)


def test_the_record_of_processing_gains_the_activity_its_recipients_and_its_transfer(switched, lang):
    before = processing.as_document(switched.before, lang)["activities"]
    after = {entry["id"]: entry for entry in processing.as_document(switched.after, lang)["activities"]}

    assert set(after) - {entry["id"] for entry in before} == {"statistics_service", "choice"}
    activity = after["statistics_service"]
    assert len(activity["recipients"]) == 2
    assert [line for line in activity["transfers"] if line.startswith("Google LLC, US")]


def test_the_notice_for_machines_says_the_same(switched):
    name = switched.after.edition.notice_path[switched.after.binding].lstrip("/") + "notice.json"
    before, after = (json.loads((site / name).read_text("utf-8")) for site in (switched.off, switched.on))

    assert {"valinta", "_ga", "_ga_SELOSTE01"} == names(after) - names(before)
    assert {host["host"] for host in after["hosts"]} - {host["host"] for host in before["hosts"]} == {
        "www.googletagmanager.com",
        "www.google-analytics.com",
        "region1.google-analytics.com",
    }


def names(about: dict) -> set[str]:
    return {item["name"] for item in about["storage"]}


def test_the_browsers_policy_opens_for_who_allowed_it_and_for_nobody_else(switched):
    assert csp.policy(switched.after) == csp.policy(switched.before)
    assert "https://" not in csp.policy(switched.after)
    assert "script-src 'self' https://www.googletagmanager.com" in csp.policy(switched.after, {"statistics"})


def test_no_page_says_what_is_then_untrue(switched):
    found = []
    for address, html in sites.pages(switched.on).items():
        lang = re.search(r'<html lang="(\w+)"', html)[1]
        words = visible(html)
        found += [f"{address}: {hit[0]}" for each in FALSE[lang] for hit in [re.search(each, words)] if hit]

    assert found == []


def test_without_a_service_the_notice_says_that_nobody_is_tracked_and_nothing_is_asked(switched, lang):
    t, said = translator(lang), notice(switched.off, switched.before, lang)

    assert t("There are no advertising trackers and no targeted online advertising.") in said["counting"]
    assert t("Nothing else is stored on your device.") in said["device"]
    assert (
        t("Nothing that would need your consent is stored on your device, so we do not ask.")
        in said["summary"]
    )


@pytest.mark.parametrize(
    ("lang", "sentence"), [(lang, one) for lang, all in ONCE_SAID.items() for one in all]
)
def test_what_was_true_before_would_be_found(lang, sentence):
    assert any(re.search(each, sentence) for each in FALSE[lang])
