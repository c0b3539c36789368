"""A visitor sees, makes, changes and withdraws choices; each is in the record before its cookie is sent."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from formhandler import clock
from formhandler.choices.cookie import Cookie
from formhandler.consent import store
from formhandler.consent.event import Event
from record import asking
from tests.formhandler.choices.chooser import NAME, Chooser, bodies, kept, verified

ONCE = "A" * 22


@pytest.fixture(params=["fi", "sv", "en"])
def reader(app, request):
    """Somebody who reads the page in each language."""
    return Chooser(app, request.param)


def last(app) -> Event:
    return Event.read(bodies(app)[-1])


def words(html: str) -> list[str]:
    """The words of a piece of a page, a line each."""
    plain = re.sub(r"<button.*?</button>", "", html, flags=re.DOTALL)
    lines = re.sub(r"<[^>]+>", "\n", plain).splitlines()
    return [unescape(line.strip()) for line in lines if line.strip()]


def test_the_page_asks_in_exactly_the_words_that_the_record_keeps(reader):
    question = re.search(r'<section class="question".*?</section>', reader.page(), re.DOTALL)

    assert question is not None
    assert "\n".join(words(question[0])) == asking.question(reader.record, reader.lang).text


def test_nothing_is_ticked_for_who_has_not_chosen(reader):
    page = reader.page()

    assert page.count('name="allow"') == 2
    assert " checked" not in page


def test_allowing_all_is_recorded_and_remembered(reader, app):
    answer = reader.answer("all")

    assert answer.status_code == 303
    assert answer.location == reader.path
    assert reader.choice.allowed == {"statistics", "video"}
    event = last(app)
    assert event.id == reader.choice.event
    assert (event.state, event.surface, event.lang) == ("given", "page", reader.lang)
    assert (event.given, event.refused) == (("statistics", "video"), ())
    assert event.text == reader.text
    with app.extensions["reader"].connect() as db:
        assert store.words(db, event.text) == asking.question(reader.record, reader.lang).text


def test_the_cookie_is_as_declared(chooser):
    header = chooser.answer("all").headers["Set-Cookie"]

    _, *attributes = header.split("; ")
    lifetime = int(next(each for each in attributes if each.startswith("Max-Age="))[8:])
    assert {"Path=/", "SameSite=Lax"} <= set(attributes)
    assert not {"Secure", "HttpOnly"} & set(attributes)  # http; and the banner's script reads it
    assert 180 * 86_400 < lifetime <= 184 * 86_400 + 3_600  # six months, and the hour of summer time


def test_over_https_the_cookie_goes_no_other_way(chooser):
    assert (
        "; Secure;" in f"{chooser.post(form(chooser), base_url='https://localhost').headers['Set-Cookie']};"
    )


def form(chooser: Chooser, answer: str = "all", **fields: str) -> dict[str, str]:
    return {"text": chooser.text, "surface": "page", "answer": answer, **fields}


def test_what_is_ticked_is_what_is_allowed(chooser, app):
    chooser.answer("chosen", allow=["video"])

    assert chooser.choice.allowed == {"video"}
    assert (last(app).given, last(app).refused) == (("video",), ("statistics",))
    assert 'value="video" aria-describedby="about-video" checked' in chooser.page()


def test_the_answers_are_equal_and_what_is_ticked_comes_first_for_the_enter_key(chooser):
    buttons = re.findall(r"<button[^>]*>", chooser.page())

    assert buttons == [f'<button name="answer" value="{value}">' for value in ("chosen", "all", "none")]


def test_allow_all_allows_what_is_not_ticked_and_none_what_is(chooser):
    chooser.answer("all", allow=["video"])
    assert chooser.choice.allowed == {"statistics", "video"}

    chooser.answer("none", allow=["video"])
    assert chooser.choice.allowed == set()


def test_the_page_tells_what_was_allowed_when_and_until_when(app):
    chooser = Chooser(app, "fi")
    chooser.answer("chosen", allow=["statistics"])

    page = chooser.page()

    assert "Tämä selain on sallinut: Kävijätilastot." in page
    assert re.search(r"Valittu \d+\.\d+\.\d{4} klo \d+\.\d\d, voimassa \d+\.\d+\.\d{4} asti\.", page)


def test_who_refuses_is_told_so(chooser, app):
    chooser.answer("none")

    assert last(app).state == "refused"
    assert "This browser has allowed nothing." in chooser.page()
    assert "Withdraw all" not in chooser.page()


def test_everything_is_withdrawn_with_one_press(chooser, app):
    chooser.answer("all")
    given = chooser.choice.event
    assert 'value="withdraw"' in chooser.page()

    chooser.answer("withdraw")

    assert chooser.choice.allowed == set()
    assert (last(app).state, last(app).previous) == ("withdrawn", given)
    assert last(app).refused == ("statistics", "video")
    assert "What was allowed in this browser has been withdrawn." in chooser.page()


@pytest.mark.parametrize("answer", ["none", "chosen"])
def test_who_takes_every_tick_away_has_withdrawn_too(chooser, app, answer):
    chooser.answer("all")

    chooser.answer(answer)

    assert last(app).state == "withdrawn"


def test_the_cookies_of_what_is_no_longer_allowed_go(chooser):
    chooser.answer("all")
    chooser.client.set_cookie("_ga", "GA1.1.1.1")
    chooser.client.set_cookie("_ga_SELOSTE01", "GS1.1.1.1")
    chooser.client.set_cookie("other", "1")

    gone = chooser.answer("chosen", allow=["video"]).headers.getlist("Set-Cookie")

    assert [header.split(";")[0] for header in gone if not header.startswith(NAME)] == [
        "_ga=",
        "_ga_SELOSTE01=",
    ]
    assert all("Max-Age=0" in header and "Path=/" in header for header in gone[1:])
    assert chooser.client.get_cookie("_ga") is None
    assert chooser.client.get_cookie("other") is not None


def test_of_a_browser_that_has_none_no_cookie_is_taken(chooser):
    assert len(chooser.answer("none").headers.getlist("Set-Cookie")) == 1


def test_the_cookies_of_what_is_still_allowed_stay(chooser):
    chooser.client.set_cookie("_ga", "GA1.1.1.1")

    chooser.answer("chosen", allow=["statistics"])

    assert chooser.client.get_cookie("_ga") is not None


def test_an_embed_adds_itself_to_what_was_allowed(chooser, app):
    chooser.answer("chosen", allow=["statistics"])
    words = asking.embed(chooser.record, "video", "en")

    answer = chooser.answer("chosen", surface="embed", text=words.hash, allow=["video"], next="/en/")

    assert answer.location == "/en/"
    assert chooser.choice.allowed == {"statistics", "video"}
    assert (last(app).surface, last(app).text) == ("embed", words.hash)


def test_an_embed_says_nothing_of_what_it_does_not_ask(chooser, app):
    words = asking.embed(chooser.record, "video", "en")

    chooser.answer("chosen", surface="embed", text=words.hash, allow=["video"])

    assert (last(app).given, last(app).refused) == (("video",), ())


def test_the_history_is_this_browsers_alone(app):
    one, other = Chooser(app), Chooser(app)
    one.answer("all")
    other.answer("none")
    one.answer("withdraw")

    rows = re.findall(r'<th scope="row">.*?</tr>', one.page(), re.DOTALL)

    assert [re.search(r"Permission \w+", row)[0] for row in rows] == [
        "Permission withdrawn",
        "Permission given",
    ]
    assert "<table" not in other.page()


@pytest.mark.parametrize("path", ["/en/contact/", "/", "/en/?a=b#c", "/ä"])
def test_an_answer_leads_back_to_where_it_was_asked(chooser, path):
    location = chooser.answer("none", next=path).location

    assert location.replace("%C3%A4", "ä") == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example/",
        "/a\r\nSet-Cookie: a=b",
        "/a\x00",
        "evil.example",
        "",
        "/" + "a" * 2_000,
    ],
)
def test_an_answer_leads_nowhere_but_to_this_site(chooser, path):
    answer = chooser.answer("none", next=path)

    assert answer.status_code == 303  # the choice is taken all the same
    assert answer.location == chooser.path


def test_the_same_answer_of_the_same_page_is_one_event(chooser, app):
    chooser.answer("all", once=ONCE)
    before, event = kept(app), chooser.choice.event

    chooser.answer("all", once=ONCE)  # with the cookie that the first one brought

    assert (kept(app), chooser.choice.event) == (before, event)


def test_a_double_click_is_one_event(app):
    browsers = [Chooser(app) for _ in range(8)]
    before = kept(app)["consent_event"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: each.answer("all", once="B" * 22), browsers))

    assert len({each.choice.event for each in browsers}) == 1
    assert kept(app)["consent_event"] == before + 1
    verified(app)


def test_another_answer_of_the_same_page_is_another_event(chooser, app):
    before = kept(app)["consent_event"]

    for answer in ("all", "none", "all"):  # a page that stays open while the mind changes
        chooser.answer(answer, once="C" * 22)

    assert kept(app)["consent_event"] == before + 3
    assert chooser.choice.allowed == {"statistics", "video"}
    assert last(app).given == ("statistics", "video")


def test_every_page_has_a_nonce_of_its_own(chooser):
    nonces = re.findall(r'name="once" value="([^"]*)"', chooser.page() + chooser.page())

    assert len(set(nonces)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22,64}", each) for each in nonces)


def test_the_page_is_kept_nowhere(chooser):
    page = chooser.client.get(chooser.path)

    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


def test_global_privacy_control_is_a_refusal_that_is_told(chooser):
    told = "Global Privacy Control"

    assert told in chooser.page(**{"Sec-GPC": "1"})
    assert told not in chooser.page()
    chooser.answer("all")
    assert told not in chooser.page(**{"Sec-GPC": "1"})  # an explicit choice holds


def test_a_page_says_when_what_is_asked_has_changed(chooser):
    chooser.answer("all")
    choice = chooser.choice
    chooser.cookie = str(
        Cookie(allowed=choice.allowed, objected=False, meaning="0123456789ab", event=choice.event)
    )

    page = chooser.page()

    assert "What is asked has changed since you chose" in page
    assert " checked" not in page
    assert "Receipt of your choice" in page


def test_the_question_that_was_shown_is_counted_once_and_sets_no_cookie(chooser, app):
    path = f"{chooser.record.edition.choices_path['fi']}kysytty"
    before = kept(app)

    answer = chooser.client.post(path, headers={"Sec-Fetch-Site": "same-origin"})

    assert (answer.status_code, answer.data) == (204, b"")
    assert "Set-Cookie" not in answer.headers
    assert kept(app)["consent_event"] == before["consent_event"]
    with app.extensions["reader"].connect() as db:
        assert sum(week.asked for week in store.weeks(db, clock.day(clock.utcnow()))) == 1


def test_another_site_cannot_count_questions(chooser):
    path = f"{chooser.record.edition.choices_path['fi']}kysytty"

    assert chooser.client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
