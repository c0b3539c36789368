"""The owner's page of consents: what was answered, in which words, and whether the record is whole."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import text

from formhandler import clock
from formhandler.consent import chain, event, store
from record import asking
from tests.formhandler.owner.desk import desk

PATH = "/hallinta/en/suostumukset"


def choose(app, *, state="given", surface="banner", given=None, refused=(), ago=timedelta()):
    """Somebody answers the question in English, *ago*."""
    record, now = app.extensions["record"], clock.utcnow() - ago
    question = asking.question(record, "en")
    given = tuple(item.id for item in question.items) if given is None else given
    chosen = event.chosen(
        record,
        state=state,
        surface=surface,
        lang="en",
        text=question.hash,
        notice="0" * 64,
        version="1",
        given=given,
        refused=refused,
        now=now,
    )
    key = chain.key(app.extensions["secret"])
    app.extensions["writer"].submit(lambda db: store.add(db, chosen, question.text, key, now=now))


def show(app, n=1, *, ago=timedelta()):
    for _ in range(n):
        app.extensions["writer"].submit(lambda db: store.asked(db, clock.utcnow() - ago))


def change(app, statement, **values):
    """What somebody does who has the database, but not the key."""
    with app.extensions["engine"].begin() as db:
        assert db.execute(text(statement), values).rowcount


def numbers(page):
    """The newest row of the table: its numbers, by their label."""
    row = re.search(r"<tbody>\s*<tr>(.*?)</tr>", page, re.DOTALL)[1]
    return {label: int(n) for label, n in re.findall(r'data-label="([^"]+)">(\d+)<', row)}


def test_without_anything_to_ask_it_says_so_and_why_that_is_good(app):
    page = desk(app).get(PATH).text

    assert "Visitors are asked nothing" in page
    assert "That is the best a site can do" in page
    assert "<table" not in page
    assert 'class="chart"' not in page
    assert "Nobody has ticked a box in a form." in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/hallinta/suostumukset", "Kävijöiltä ei kysytä mitään"),
        ("/hallinta/sv/suostumukset", "Besökarna tillfrågas inte om något"),
        (PATH, "Visitors are asked nothing"),
    ],
)
def test_it_speaks_every_language(app, path, words):
    assert words in desk(app, "reader").get(path).text


def test_each_answer_is_counted_for_what_it_was(asking_app):
    show(asking_app, 5)
    choose(asking_app)
    choose(asking_app)
    choose(asking_app, refused=("another",))
    choose(asking_app, state="refused", given=(), refused=("statistics",))
    choose(asking_app, state="withdrawn", given=(), refused=("statistics",))

    page = desk(asking_app, "reader").get(PATH).text

    assert numbers(page) == {"Shown": 5, "Allowed all": 2, "In part": 1, "Refused": 1, "Withdrew": 1}
    assert "<strong>75%</strong> (4 answers)" in page
    assert "Visitors are asked nothing" not in page


def test_the_picture_has_the_numbers_of_the_table(asking_app):
    choose(asking_app)
    choose(asking_app)
    choose(asking_app, state="refused", given=(), refused=("statistics",))

    page = desk(asking_app).get(PATH).text

    drawn = dict(re.findall(r'class="(look-\d)" d="([^"]*)"', page))
    assert drawn["look-1"].strip() == "M 121 0 v -2 h 8 v 2 Z"
    assert drawn["look-3"].strip() == "M 121 -2 v -1 h 8 v 1 Z"
    assert "Allowed all 2, allowed in part 0, refused 1, withdrew 0." in page


def test_nobody_asked_yet_is_no_empty_picture(asking_app):
    page = desk(asking_app).get(PATH).text

    assert "Nobody was asked in this time, and nobody answered." in page
    assert 'class="chart"' not in page


@pytest.mark.parametrize(
    ("span", "weeks_ago", "seen"),
    [
        ("", 12, True),
        ("", 13, False),
        ("?jakso=52", 13, True),
        ("?jakso=52", 51, True),
        ("?jakso=52", 52, False),
        ("?jakso=kaikki", 52, True),
        ("?jakso=nonsense", 12, True),
        ("?jakso=nonsense", 13, False),
    ],
)
def test_a_period_goes_back_as_far_as_it_says(asking_app, span, weeks_ago, seen):
    choose(asking_app, ago=timedelta(weeks=weeks_ago))

    assert ("(1 answer)" in desk(asking_app).get(PATH + span).text) is seen


def test_the_box_of_a_form_is_counted_apart(app, visitor):
    visitor.send(consent="newsletter", email="maija@example.fi")
    owner = desk(app)

    page = owner.get(PATH).text

    assert re.search(r"<dt>Newsletter</dt>\s*<dd>ticked 1 time<", page)
    assert page.count("First answered on") == 1, "its words are the ones that the page says are asked"
    assert "Earlier words" not in page
    assert "Visitors are asked nothing" in page
    assert "<table" not in page
    assert "1 event: nothing is altered or missing." in owner.post(PATH).text


def test_the_words_are_shown_exactly_and_say_since_when(asking_app):
    question = asking.question(asking_app.extensions["record"], "en")
    owner = desk(asking_app)
    before = owner.get(PATH).text

    choose(asking_app)
    page = owner.get(PATH).text

    quoted = re.findall(r'<blockquote class="stack" lang="en">(.*?)</blockquote>', page, re.DOTALL)
    assert question.text in ["\n".join(map(unescape, re.findall("<p>(.*?)</p>", one))) for one in quoted]
    assert question.hash in page
    assert "First answered on" in page
    assert "First answered on" not in before


def test_words_that_are_asked_no_more_can_still_be_read(asking_app):
    old = "May we <count> you?"
    row = {"hash": "a" * 64, "lang": "en", "body": old, "at": 1_700_000_000}
    change(
        asking_app,
        "INSERT INTO consent_text (hash, lang, body, first_used_at) VALUES (:hash, :lang, :body, :at)",
        **row,
    )

    page = desk(asking_app, "reader").get(PATH).text

    assert "Earlier words" in page
    assert "<p>May we &lt;count&gt; you?</p>" in page
    assert "a" * 64 in page


def test_the_table_comes_as_a_file_week_by_week(asking_app):
    show(asking_app, 3)
    choose(asking_app)
    choose(asking_app, ago=timedelta(weeks=2))

    answer = desk(asking_app, "reader").get("/hallinta/suostumukset.csv?jakso=kaikki")

    assert answer.mimetype == "text/csv"
    assert 'filename="suostumukset-kaikki.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Viikon alku", "Näytetty", "Salli kaiken", "Salli osan", "Kieltäytyi", "Perui"]
    monday = store.monday(clock.day(clock.utcnow()))
    assert rows[1:] == [
        [str(monday - timedelta(weeks=2)), "0", "1", "0", "0", "0"],
        [str(monday - timedelta(weeks=1)), "0", "0", "0", "0", "0"],
        [str(monday), "3", "1", "0", "0", "0"],
    ]


def test_an_owner_verifies_the_record_and_everybody_sees_when(asking_app):
    choose(asking_app)
    owner = desk(asking_app)
    assert "Not verified yet" in owner.get(PATH).text

    page = owner.post(PATH).text

    assert "1 event: nothing is altered or missing." in page
    assert re.search(r'<p class="mono">\d{4}-\d\d-\d\d 1 [0-9a-f]{64}</p>', page)
    assert "Last verified on" in desk(asking_app, "reader").get(PATH).text


def test_each_event_that_somebody_altered_is_named_with_its_time(asking_app):
    for days in (3, 2, 1):
        choose(asking_app, ago=timedelta(days=days))
    change(asking_app, "UPDATE consent_event SET body = replace(body, 'banner', 'page') WHERE seq = 2")
    change(asking_app, "DELETE FROM consent_event WHERE seq = 3")

    page = desk(asking_app).post(PATH).text

    assert re.search(r"<li>Event 2 of [^:]*\d\d[:.]\d\d: it was altered after it was written.</li>", page)
    assert "Event 3 is missing." in unescape(page)
    assert "things are wrong." in page
    assert "things were wrong" in desk(asking_app, "reader").get(PATH).text


def test_only_an_owner_may_verify(asking_app):
    for role in ("reader", "staff"):
        someone = desk(asking_app, role)
        assert "Verify now" not in someone.get(PATH).text
        assert someone.post(PATH).status_code == 403


def test_what_was_found_is_told_even_when_nothing_can_be_written(asking_app):
    choose(asking_app)
    owner = desk(asking_app)
    token = owner.token
    asking_app.extensions["writer"].close()

    page = owner.post(PATH, csrf_token=token)

    assert page.status_code == 200
    assert "1 event: nothing is altered or missing." in page.text


def test_many_faults_are_told_in_part_and_the_rest_by_the_command(asking_app):
    for _ in range(101):
        choose(asking_app)
    change(asking_app, "UPDATE consent_event SET body = replace(body, 'banner', 'page')")

    page = desk(asking_app).post(PATH).text

    assert page.count("it was altered after it was written.") == 100
    assert "The rest is told by the command flask consent verify." in page


@pytest.mark.parametrize("role", ["reader", "staff", "owner"])
def test_it_stands_in_the_menu_of_everybody(app, role):
    assert f'href="{PATH}"' in desk(app, role).get("/hallinta/en/").text


@pytest.mark.parametrize("span", ["13", "52", "kaikki"])
def test_it_is_clean_for_axe_and_as_wide_as_a_phone(asking_app, browser, span):
    for weeks in range(0, 60, 3):
        show(asking_app, 400, ago=timedelta(weeks=weeks))
        choose(asking_app, ago=timedelta(weeks=weeks))
    owner = desk(asking_app)
    page = owner.get(f"/hallinta/suostumukset?jakso={span}").text
    sheet = owner.get(re.search(r'href="([^"]+tyyli[^"]+)"', page)[1]).text
    seen = browser.new_page()
    seen.set_content(re.sub(r"<script .*?</script>", "", page))
    seen.add_style_tag(content=sheet)

    for scheme, width in (("light", 360), ("dark", 1280)):
        seen.emulate_media(color_scheme=scheme)
        seen.set_viewport_size({"width": width, "height": 800})
        assert seen.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(seen).response["violations"] == []
        box = seen.locator("#answers-chart-title").locator("..").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    seen.close()
