"""Whatever is sent instead of an answer: it is told in plain words, and nothing else is recorded."""

from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlencode

import pytest

from record import asking
from tests.formhandler.app import SAME
from tests.formhandler.choices.chooser import NAME, Chooser, bodies, kept, refused, verified, written

FORM = "application/x-www-form-urlencoded"
NOBODY = "f" * 32


@pytest.fixture(autouse=True)
def nothing_recorded(app) -> Iterator[None]:
    """After each of these the record is what it was before, and whole."""
    before = (kept(app), bodies(app))
    yield
    assert (kept(app), bodies(app)) == before
    verified(app)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_another_site_cannot_choose(chooser, headers):
    form = {"text": chooser.text, "surface": "page", "answer": "all"}

    answer = chooser.post(form, headers=headers)

    refused(answer, 403, "This choice was not stored, because your browser didn't tell")


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "yes"},
        {"answer": ""},
        {"answer": "all\x00"},
        {"answer": "chosen", "allow": ["statistics", "advertising"]},
        {"answer": "chosen", "allow": ["necessary"]},
        {"answer": "chosen", "allow": ["statistics", "statistics"]},
        {"answer": "chosen", "allow": [""]},
        {"answer": "chosen", "allow": ["Statistics"]},
        {"answer": "chosen", "allow": ["statistics\n"]},
        {"answer": "chosen", "allow": ["stat\x00istics"]},
        {"answer": "chosen", "allow": ["statistics.video"]},
        {"answer": "none", "allow": ["advertising"]},
        {"surface": "form"},
        {"surface": ""},
        {"surface": "Page"},
        {"surface": "embed", "answer": "none"},
        {"surface": "embed", "answer": "withdraw"},
        {"text": ["a", "b"]},
        {"surface": ["page", "page"]},
        {"answer": ["all", "none"]},
        {"once": ["A" * 22, "A" * 22]},
        {"once": "A" * 21},
        {"once": "A" * 65},
        {"once": "A" * 21 + "\n"},
        {"once": "å" * 22},
        {"object": "counting"},  # nothing is counted
        {"object": "everything"},
        {"id": NOBODY},
        {"at": "2099-01-01T00:00:00Z"},
        {"valid_until": "2099-01-01"},
        {"<script>alert(1)</script>": "1"},
        {"\x1b[31m": "1"},
    ],
)
def test_what_the_page_does_not_know_is_named(chooser, fields):
    answer = chooser.answer(**{"answer": "all", **fields})

    refused(answer, 422, "Nothing was stored, because the form had something that this page doesn't know:")
    assert "<script>alert" not in answer.text
    assert "\x1b" not in answer.text
    assert "\x00" not in answer.text


@pytest.mark.parametrize("text", ["", "0" * 64, "x", "0" * 63 + "\x00", "0" * 4_000])
def test_words_that_nobody_asks_are_not_answered(chooser, text):
    refused(chooser.answer(text=text), 409, "What is asked has changed since you opened the page")


def test_words_without_a_hash_are_not_answered(chooser):
    refused(chooser.answer(text=None), 409, "What is asked has changed since you opened the page")


def test_words_of_another_language_are_not_answered(chooser):
    other = asking.question(chooser.record, "fi").hash

    refused(chooser.answer(text=other), 409, "What is asked has changed since you opened the page")


@pytest.mark.parametrize("surface", ["page", "banner"])
def test_the_words_of_an_embed_are_not_the_question(chooser, surface):
    words = asking.embed(chooser.record, "video", "en").hash

    answer = chooser.answer(text=words, surface=surface)

    refused(answer, 409, "What is asked has changed since you opened the page")


def test_an_embed_does_not_speak_for_other_categories(chooser):
    words = asking.embed(chooser.record, "video", "en").hash

    answer = chooser.answer("chosen", text=words, surface="embed", allow=["statistics"])

    refused(answer, 422, "Nothing was stored, because the form had something that this page doesn't know:")


def test_what_was_ticked_is_still_ticked(chooser):
    page = chooser.answer("chosen", once="short", allow=["video"]).text

    assert page.count(" checked") == 1
    assert 'value="video" aria-describedby="about-video" checked' in page


def test_what_was_ticked_to_other_words_is_not_ticked_to_these(chooser):
    assert " checked" not in chooser.answer("chosen", text="0" * 64, allow=["video"]).text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_another_site_ticks_no_box_for_the_visitor(chooser, headers):
    form = {"text": chooser.text, "surface": "page", "answer": "all", "allow": ["statistics", "video"]}

    assert " checked" not in chooser.post(form, headers=headers).text


@pytest.mark.parametrize(
    "body",
    [
        b"answer=all&" + b"a" * 64 * 1024,
        "&".join(f"allow={n}" for n in range(1_000)).encode(),
        b"&".join([b"allow=statistics"] * 1_000),
    ],
)
def test_too_much_is_told_apart(chooser, body):
    refused(chooser.post(body, content_type=FORM), 413, "More was sent than this form has")


@pytest.mark.parametrize(
    ("body", "kind"), [(b'{"answer": "all"}', "application/json"), (b"answer=all", "text/plain"), (b"", "")]
)
def test_what_is_no_form_is_told_apart(chooser, body, kind):
    refused(chooser.post(body, content_type=kind), 415, "What was sent did not come from this form")


def test_a_file_is_no_answer(chooser):
    body = b'--x\r\nContent-Disposition: form-data; name="answer"; filename="a"\r\n\r\nall\r\n--x--\r\n'

    answer = chooser.post(body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code in (409, 422)


@pytest.mark.parametrize("field", ["text", "surface", "answer", "allow", "once", "object"])
def test_bytes_that_are_no_text_are_refused(chooser, field):
    fields = {"text": chooser.text, "surface": "page", "answer": "chosen", "allow": "video"}
    whole = urlencode({name: value for name, value in fields.items() if name != field}).encode()

    answer = chooser.post(whole + f"&{field}=".encode() + b"%ff%fe\xc3(", content_type=FORM)

    assert answer.status_code in (409, 422)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused_in_plain_words(chooser, method):
    for path in (chooser.path, f"{chooser.path}kuitti.json"):
        answer = getattr(chooser.client, method)(path, data={"answer": "all"}, headers=SAME)

        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
        assert "This address doesn't do that" in unescape(answer.text)
        assert "Set-Cookie" not in answer.headers


def test_asking_for_the_head_alone_is_no_answer(chooser):
    answer = chooser.client.head(chooser.path, query_string={"answer": "all"})

    assert (answer.status_code, answer.data) == (200, b"")
    assert "Set-Cookie" not in answer.headers


def test_an_answer_in_the_address_is_none(chooser):
    page = chooser.client.get(f"{chooser.path}?text={chooser.text}&surface=page&answer=all", headers=SAME)

    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-",
        "statistics",
        "{whole}x",
        "advertising~{meaning}~{event}",
        "necessary~{meaning}~{event}",
        "video.statistics~{meaning}~{event}",
        "statistics~{meaning}~{event}~1",
        "statistics~{meaning}~" + "0" * 31,
        "<script>~{meaning}~{event}",
        "'; DROP TABLE consent_event; --",
        "%00~{meaning}~{event}",
    ],
)
def test_a_cookie_that_cannot_be_read_is_no_choice_and_hurts_nobody(chooser, value):
    meaning = asking.meaning(chooser.record)
    chooser.cookie = value.format(meaning=meaning, event=NOBODY, whole=f"statistics~{meaning}~{NOBODY}")

    page = chooser.page()

    assert "The cookie that remembers your choice can't be read" in unescape(page)
    assert " checked" not in page
    assert "<script>~" not in page
    assert chooser.client.get(f"{chooser.path}kuitti.json").status_code == 404


def test_a_cookie_that_is_too_long_is_no_choice(chooser):
    page = Chooser(chooser.app)
    page.client = chooser.app.test_client(use_cookies=False)

    answer = page.client.get(chooser.path, headers={"Cookie": f"{NAME}={'a' * 100_000}"})

    assert answer.status_code == 200
    assert "can't be read" in unescape(answer.text)


def test_a_choice_that_nobody_made_has_no_receipt(chooser):
    chooser.cookie = written(chooser, "statistics", event=NOBODY)

    assert "We have no record of this choice" in chooser.page()
    refused(
        chooser.client.get(f"{chooser.path}kuitti.json"),
        404,
        "There is no choice of this browser that a receipt could be written of.",
    )


def test_nothing_of_what_was_sent_stands_in_the_log(chooser, caplog):
    chooser.answer("canary-answer", canary="canary-field")
    chooser.answer(text="canary-text")
    chooser.client.get(f"{chooser.path}?{quote('canary')}")

    assert "canary" not in caplog.text
