"""
The question to who has not chosen, in a real browser over a real server: calm, equal, and in nobody's way.

With one service, where the answer is yes or no, and with three, where each may be ticked.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from formhandler.contact import reference
from record import Record, load
from record.asking import meaning, question
from tests.asking import ONE, THREE, Visit, asking, cookie, posts, visits, words
from tests.server import Server
from tests.site.test_contrast import contrast

HOMES = {"fi": "/", "sv": "/sv/", "en": "/en/"}
CONTACT, CHOICES, OTHER = "/yhteys/", "/valinnat/", "/palvelut/"
SIZES = {360: 740, 768: 1024, 1280: 800}
TEXT = "Päivää – sopisiko tiistai?"
CATEGORIES = ["map", "statistics", "video"]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with asking(tmp_path_factory.mktemp("one"), ONE) as server:
        yield server


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with asking(tmp_path_factory.mktemp("three"), THREE) as server:
        yield server


@pytest.fixture(params=["one", "three"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visits(browser) as visit:
        yield visit


def record(server: Server) -> Record:
    return load(server.record, today=date(2026, 11, 23))


def ask(page: Page) -> Locator:
    return page.locator("#ask")


def button(page: Page, answer: str) -> Locator:
    return ask(page).locator(f"button[value={answer}]")


def style(element: Locator, *names: str) -> list[str]:
    """Computed values of properties."""
    values = "(element, names) => names.map(name => getComputedStyle(element)[name])"
    found: list[str] = element.evaluate(values, list(names))
    return found


def ratio(one: str, other: str) -> float:
    """The contrast of two computed colours: rgb(1, 2, 3)."""
    hexadecimal = [
        "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", each)[:3]) for each in (one, other)
    ]
    return float(contrast(*hexadecimal))


# What it says


def test_what_is_read_is_word_for_word_what_is_recorded(server, visit):
    for lang, home in HOMES.items():
        page = visit(server.url + home)

        assert words(page, "#ask") == question(record(server), lang).text
        sent = {
            field.get_attribute("name"): field.input_value()
            for field in ask(page).locator("[type=hidden]").all()
        }
        assert sent == {"text": question(record(server), lang).hash, "surface": "banner", "next": home}


def test_nothing_is_ticked_beforehand(three, visit):
    boxes = ask(visit(three.url)).locator("[type=checkbox]").all()

    assert sorted(box.input_value() for box in boxes) == CATEGORIES
    assert not any(box.is_checked() for box in boxes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_to_refuse_is_as_easy_as_to_allow(server, visit, scheme):
    page = visit(server.url, color_scheme=scheme)
    looks = ("fontSize", "fontWeight", "fontFamily", "borderWidth", "borderColor", "color", "backgroundColor")
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        allow, refuse = button(page, "all"), button(page, "none")
        one, other = allow.bounding_box(), refuse.bounding_box()

        assert one["y"] == other["y"], width
        assert (one["width"], one["height"]) == pytest.approx((other["width"], other["height"]), rel=0.1)
        assert style(allow, *looks) == style(refuse, *looks)
        assert ratio(*style(allow, "color", "backgroundColor")) >= 7
        cut = "all => all.filter(each => each.scrollWidth > each.clientWidth)"
        assert ask(page).locator("button").evaluate_all(cut) == [], "no word runs over its button"


# Where it stands


def test_it_covers_nothing_and_fits_the_window(server, visit):
    page = visit(server.url)
    for width in (180, 320, 360, 640, 768, 1280):  # 180 and 640 are a phone and a desk at 200 %
        page.set_viewport_size({"width": width, "height": 400})
        box = ask(page).bounding_box()

        assert page.evaluate("document.documentElement.scrollWidth") <= max(width, 320)
        for part in ("header", "main", "footer"):
            assert page.locator(part).bounding_box()["y"] >= box["y"] + box["height"], part
    layers = "all => all.map(each => getComputedStyle(each).position)"
    assert set(page.locator("#ask, #ask *").evaluate_all(layers)) <= {"static", "relative"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(server, visit, scheme):
    page = visit(server.url, color_scheme=scheme)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        broken = Axe().run(page).response["violations"]

        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == [], width
        words(page, "#ask")  # unfolds what is folded


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_a_button_is_seen_to_be_one(one, visit, scheme):
    page = visit(one.url, forced_colors="active", color_scheme=scheme)

    for each in ask(page).locator("button").all():
        width, edge, text, ground = style(each, "borderWidth", "borderColor", "color", "backgroundColor")
        assert float(width.removesuffix("px")) >= 1
        assert ratio(edge, ground) >= 3
        assert ratio(text, ground) >= 7


def test_it_is_not_printed(one, visit):
    page = visit(one.url)
    page.emulate_media(media="print")

    assert not ask(page).is_visible()


def test_it_does_not_stand_where_ones_own_words_or_the_choices_do(one, visit):
    page = visit(one.url)
    for path in (CHOICES, "/kuitti/", "/kiitos/", "/suljettu/", "/ei-ole/"):
        page.goto(one.url + path)

        assert page.locator("#ask, template, [src*=consent], [href*=consent]").count() == 0, path


# Who is asked


def test_without_javascript_it_is_hidden_and_nobody_is_told(one, visit):
    page = visit(one.url + CHOICES, java_script_enabled=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(one.url).split("/")[1]))
    page.goto(one.url + OTHER)

    assert not ask(page).is_visible()
    assert set(asked) <= {"palvelut", "theme"}
    assert page.context.cookies() == []


def test_global_privacy_control_is_an_answer(one, visit):
    page = visit(one.url + CHOICES)
    page.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
    )
    sent = posts(page)
    page.goto(one.url)

    assert not ask(page).is_visible()
    assert sent == []


def test_that_it_was_shown_is_told_once_a_page_and_says_nothing(one, visit):
    page = visit(one.url + CHOICES)
    sent = posts(page)
    told = f"{one.url}{CHOICES}kysytty"

    with page.expect_response(told) as response:
        page.goto(one.url + "/sv/")

    assert [(request.url, request.post_data) for request in sent] == [(told, None)]
    assert response.value.status == 204
    assert page.context.cookies() == []


def remembering(visit: Visit, server: Server, value: str) -> Page:
    """Somebody whose browser has this cookie."""
    page = visit(server.url + CHOICES)
    page.context.add_cookies([{"name": "valinta", "value": value, "url": server.url}])
    page.goto(server.url)
    return page


@pytest.mark.parametrize(
    "value",
    [
        "map.video~{meaning}~",
        "map.video~{meaning}~{event}0",
        "map.video~{meaning}",
        "map.map~{meaning}~{event}",
        "video.map~{meaning}~{event}",
        "map.x~{meaning}~{event}",
        "-.map~{meaning}~{event}",
        "map.video~0123456789ab~{event}",  # of another record
        "~{meaning}~{event}",
        "map.video",
        "",
    ],
)
def test_a_cookie_that_no_answer_wrote_is_no_choice(three, visit, value):
    page = remembering(visit, three, value.format(meaning=meaning(record(three)), event="0" * 32))

    assert ask(page).is_visible()
    assert page.locator("head script").count() == 0


@pytest.mark.parametrize("tokens", ["-", "no_counting", "map", "map.no_counting.statistics.video"])
def test_whoever_has_chosen_is_not_asked(three, visit, tokens):
    page = remembering(visit, three, f"{tokens}~{meaning(record(three))}~{'0' * 32}")

    assert not ask(page).is_visible()
    assert page.locator("head script").count() == ("statistics" in tokens)


# How it is answered


def test_it_is_reached_and_passed_with_the_keyboard(three, visit):
    page = visit(three.url)
    controls = ask(page).locator("input:not([type=hidden]), summary, button, a").count()
    inside = "!!document.activeElement.closest('#ask')"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    passed = 0
    for _ in range(controls + 1):
        page.keyboard.press("Tab")
        passed += page.evaluate(inside)

    assert passed == controls
    assert not page.evaluate(inside), "the key leads out again"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(inside), "and back"


def test_refused_with_the_keyboard_it_goes_and_the_reader_stands_at_the_content(one, visit):
    page = visit(one.url)
    button(page, "none").press("Enter")

    expect(ask(page)).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "main"
    assert cookie(page).startswith("-~")
    page.goto(one.url + OTHER)
    assert not ask(page).is_visible()


def test_what_is_allowed_is_loaded_at_once(server, visit):
    page = visit(server.url)
    with page.expect_request("https://www.googletagmanager.com/**"), page.expect_navigation():
        button(page, "all").click()

    waiting = sorted(category.id for category in record(server).categories if category.consent)
    assert cookie(page).startswith(f"{'.'.join(waiting)}~{meaning(record(server))}~")
    assert not ask(page).is_visible()


def test_no_service_learns_the_address_of_a_page_with_ones_own_words(one, visit):
    """The thanks page is named after the message, and the owner's pages after what they show."""
    page = visit(one.url + OTHER)
    with page.expect_navigation():
        button(page, "all").click()
    page.goto(f"{one.url}{CONTACT}{reference.new()}")
    with page.expect_navigation(url=one.url + OTHER):
        page.locator(f"a[href='{OTHER}']").first.click()

    page.wait_for_function("window.dataLayer?.some(([command]) => command === 'config')")
    told = page.evaluate("JSON.stringify(dataLayer.map(each => [...each]))")

    assert CONTACT in page.evaluate("document.referrer")
    assert f'"page_referrer":"{one.url}/"' in told
    assert CONTACT not in told


def test_enter_on_a_box_allows_what_is_ticked_and_nothing_else(three, visit):
    page = visit(three.url)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page).locator("[value=video]").press("Space")

    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert cookie(page).startswith("video~")
    assert [url for url in asked if url.startswith("https:")] == []


def test_none_allows_none_whatever_is_ticked(three, visit):
    page = visit(three.url)
    ask(page).locator("[value=map]").check()

    button(page, "none").click()

    expect(ask(page)).to_be_hidden()
    assert cookie(page).startswith("-~")


def test_allowing_what_is_ticked_refuses_all_when_nothing_is(three, visit):
    page = visit(three.url)
    page.evaluate("window.same = true")

    button(page, "chosen").click()

    expect(ask(page)).to_be_hidden()
    assert cookie(page).startswith("-~")
    assert page.evaluate("window.same"), "nothing was opened, so nothing is loaded anew"


@pytest.mark.parametrize("answer", ["all", "none"])
def test_what_was_being_written_stays_and_so_does_the_cursor(one, visit, answer):
    page = visit(one.url + CONTACT)
    page.fill("#body", TEXT)
    page.evaluate("window.same = true")

    button(page, answer).click()

    expect(ask(page)).to_be_hidden()
    assert page.input_value("#body") == TEXT
    assert page.evaluate("[window.same, document.activeElement.id]") == [True, "body"]
    assert cookie(page)


def test_two_presses_are_one_answer(one, visit):
    page = visit(one.url)
    sent = posts(page)

    button(page, "none").dblclick()

    expect(ask(page)).to_be_hidden()
    assert len([request for request in sent if not request.url.endswith("kysytty")]) == 1


def test_when_the_server_is_down_it_says_so_and_the_next_press_works(tmp_path, visit):
    with asking(tmp_path, THREE) as server:
        page = visit(server.url)
        ask(page).locator("[value=video]").check()
        server.stop()
        button(page, "none").press("Enter")

        expect(ask(page).locator("[role=alert]")).to_be_visible()
        assert page.evaluate("document.activeElement.value") == "none"
        assert ask(page).locator("[value=video]").is_checked()
        assert cookie(page) == ""
        server.start()
        page.keyboard.press("Enter")

        expect(ask(page)).to_be_hidden()
        assert cookie(page).startswith("-~")


def test_an_answer_that_was_not_taken_says_so(one, visit):
    page = visit(one.url)
    page.locator("#ask [name=text]").evaluate("field => { field.value = '0'.repeat(64) }")

    button(page, "all").click()

    expect(ask(page).locator("[role=alert]")).to_be_visible()
    assert cookie(page) == ""


def test_a_page_brought_back_does_not_run_on_with_what_was_withdrawn(one, visit):
    """Playwright's Chromium keeps no page for the Back button, so the page is told as by one that does."""
    page = visit(one.url + CONTACT)
    with page.expect_navigation():
        button(page, "all").click()
    page.fill("#body", TEXT)  # what runs has to stop all the same
    back = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    page.evaluate(f"window.same = true; {back}")
    assert page.evaluate("window.same"), "nothing changed, nothing to do"

    page.context.clear_cookies()
    with page.expect_navigation():
        page.evaluate(back)

    assert ask(page).is_visible()
    assert page.locator("head script").count() == 0


def test_a_page_in_another_tab_does_not_run_on_with_what_was_withdrawn(one, visit):
    """Playwright's tabs are all in front, so the page is told as by a browser whose tab comes back."""
    page = visit(one.url + OTHER)
    with page.expect_navigation():
        button(page, "all").click()
    back = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(f"window.same = true; {back}")
    assert page.evaluate("window.same"), "nothing was withdrawn"
    other = page.context.new_page()
    other.goto(one.url + CHOICES)
    with other.expect_navigation():
        other.locator("button[value=withdraw]").click()

    with page.expect_navigation():
        page.evaluate(back)

    assert page.locator("head script").count() == 0
