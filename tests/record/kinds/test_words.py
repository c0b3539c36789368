import pytest


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_text_is_said_in_every_language(raw, faults, language):
    del raw["purpose"][0]["name"][language]

    assert faults(raw) == {
        f"purpose[0].name.{language}": f"record.toml: purpose[0].name.{language}: missing"
        " (missed: GDPR Art. 12(1)). Write the words."
    }


def test_a_language_that_the_record_does_not_speak_is_refused(raw, faults):
    raw["purpose"][0]["name"]["de"] = "Antworten"

    assert set(faults(raw)) == {"purpose[0].name.de"}


def test_a_record_in_one_language_needs_no_other(raw, faults):
    raw["record"]["languages"] = ["fi"]

    assert set(faults(raw)) >= {"purpose[0].name.sv", "purpose[0].name.en"}
    assert not any(place.endswith(".fi") for place in faults(raw))


@pytest.mark.parametrize("languages", [[], ["fi", "fi"], ["fi", "de"], "fi", ["fi", 1]])
def test_the_languages_are_some_of_those_that_the_law_pack_speaks(raw, faults, languages):
    raw["record"]["languages"] = languages

    assert any(place.startswith("record.languages") for place in faults(raw))


@pytest.mark.parametrize(
    "words", ["", "   ", " alussa", "lopussa ", "kaksi\nriviä", "sarkain\t", "\x85", 3, None]
)
def test_words_are_one_line_with_something_on_it(raw, faults, words):
    raw["purpose"][0]["name"]["fi"] = words

    assert set(faults(raw)) == {"purpose[0].name.fi"}


def test_one_string_is_no_text(raw, faults):
    raw["purpose"][0]["name"] = "Vastaaminen"

    assert set(faults(raw)) == {"purpose[0].name"}


def test_a_proper_name_is_the_same_in_every_language(reread, raw):
    raw["recipient"][0]["name"] = "Esimerkki Hosting Oy"

    assert set(reread(raw).recipient("hosting").name.values()) == {"Esimerkki Hosting Oy"}


@pytest.mark.parametrize(
    "path", ["/yhteys", "yhteys/", "/Yhteys/", "//", "/a b/", "https://example.fi/", "/ä/"]
)
def test_a_path_has_a_slash_at_both_ends_and_plain_letters(raw, faults, path):
    raw["form"][0]["page"]["fi"] = path

    assert set(faults(raw)) == {"form[0].page.fi"}


@pytest.mark.parametrize("path", ["/", "/a/", "/yhteys-2/lomake/"])
def test_a_path_can_be_the_root_or_deep(raw, faults, path):
    raw["form"][0]["page"]["fi"] = path

    assert faults(raw) == {}
