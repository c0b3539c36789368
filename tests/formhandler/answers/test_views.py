"""Answering at the desk: write, check, send, take back; and nothing that was written is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import delete, select, update

from formhandler import clock, letters
from formhandler.answers import store
from formhandler.answers.writing import LONGEST
from formhandler.schema import document, letter, message
from tests.formhandler.answers.conftest import EN, Talk, answering
from tests.formhandler.app import SAME, shown
from tests.formhandler.mailserver import MailServer
from tests.formhandler.owner.desk import desk
from tests.formhandler.receipts.conftest import PATH, sender

HETU = "131052-308T"
TUESDAY = "On Tuesday at ten.\nWelcome!"


def text(page) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", page.text))


def documents(app, kind):
    with app.extensions["reader"].connect() as db:
        return db.execute(select(document.c.id).where(document.c.kind == kind)).scalars().all()


def change(app, statement):
    app.extensions["writer"].submit(lambda db: db.execute(statement))


def deliver(app, smtp: MailServer, *, after=letters.UNDO + timedelta(seconds=1)):
    """One round of the mail, some time from now."""
    return letters.deliver_due(
        app.extensions["writer"],
        app.extensions["engine"],
        smtp.config,
        letters.outbox_key(app.extensions["config"].data),
        now=clock.utcnow() + after,
    )


def test_an_answer_by_mail_reaches_the_visitor_and_stays_on_the_page(app, named, smtp):
    named.send("mail", TUESDAY)

    page = text(named.owner.get(named.page))
    assert "leaves in 20 seconds" in page
    assert TUESDAY in page
    deliver(app, smtp, after=timedelta())
    assert smtp.mails == [], "it can be taken back as long as the page says so"
    deliver(app, smtp)
    [mail] = smtp.mails
    assert smtp.recipients == ["maija@example.fi"]
    assert mail["Subject"] == f"Answer to your message ({named.sent.reference})"
    assert mail.get_content().split() == TUESDAY.split()
    assert "Sent" in text(named.owner.get(named.page))


def test_a_mailed_answer_can_be_read_behind_the_code_too(named):
    named.send("mail", TUESDAY)

    assert TUESDAY in text(named.sent.come_back())


def test_who_left_no_address_reads_the_answer_behind_the_code(app, anonymous, smtp):
    page = anonymous.owner.get(anonymous.page)
    assert 'value="mail"' not in page.text

    anonymous.send("receipt", TUESDAY)

    assert TUESDAY in text(anonymous.sent.come_back())
    assert deliver(app, smtp).sent == 0


def test_a_mail_can_tell_that_an_answer_waits_and_nothing_of_it(app, named, smtp):
    check = named.post("receipt", body=TUESDAY)
    assert re.search(r'name="notify"[^>]* checked', check.text)

    named.press(check, "send-receipt")

    deliver(app, smtp)
    [mail] = smtp.mails
    assert "/en/receipt/" in mail.get_content()
    assert "Tuesday" not in str(mail)
    assert TUESDAY in text(named.sent.come_back())


def test_without_the_tick_no_mail_tells_of_it(app, named, smtp):
    fields = answering(shown(named.post("receipt", body=TUESDAY)))
    del fields["notify"]
    named.owner.post(f"{named.page}/vastaus", **fields, do="send-receipt")

    deliver(app, smtp)
    assert smtp.mails == []
    assert len(documents(app, "answer")) == 1


def test_nothing_leaves_before_the_check_page(app, named):
    page = named.post("mail", body=TUESDAY)

    assert page.status_code == 200
    assert "maija@example.fi" in text(page)
    assert TUESDAY in text(page)
    assert documents(app, "answer") == []


def test_the_message_is_quoted_only_when_asked(app, named, smtp):
    named.send("mail", TUESDAY)
    named.send("mail", "As I said.", quote="1")

    deliver(app, smtp)
    plain, quoted = (mail.get_content() for mail in smtp.mails)
    assert "When do you have time?" not in plain
    assert "> When do you have time?" in quoted


@pytest.mark.parametrize("where", ["body", "quote"])
def test_a_personal_identity_code_is_not_mailed_unless_the_owner_insists(app, smtp, where):
    talk = Talk(sender(app, "My card is 4111 1111 1111 1111", email="maija@example.fi"), desk(app))
    fields = {"body": f"Your code {HETU}"} if where == "body" else {"body": TUESDAY, "quote": "1"}

    check = talk.post("mail", **fields)

    assert "should not travel by email" in text(check)
    assert check.text.index('value="receipt"') < check.text.index('value="send-mail"')
    refused = talk.press(check, "send-mail")
    assert refused.status_code == 422
    assert documents(app, "answer") == []
    assert talk.press(refused, "send-mail", anyway="1").status_code == 303
    deliver(app, smtp)
    assert len(smtp.mails) == 1


def test_behind_the_code_a_number_is_nothing_to_warn_of(anonymous):
    assert "should not travel" not in text(anonymous.post("receipt", body=f"Your code {HETU}"))


@pytest.mark.parametrize("body", ["", " \r\n", "x" * (LONGEST + 1), "bell\x07"])
def test_what_can_not_be_sent_comes_back_as_it_was_written(app, named, body):
    page = named.post("mail", body=body)

    assert page.status_code == 422
    assert answering(shown(page))["body"].strip() == body.strip()
    assert 'aria-invalid="true"' in page.text
    assert documents(app, "answer") == []


def test_the_longest_answer_is_sent_whatever_its_letters(app, named, smtp):
    named.send("mail", "😀" * LONGEST)

    deliver(app, smtp)
    assert smtp.mails[0].get_content().strip() == "😀" * LONGEST


def test_a_line_break_in_the_subject_makes_no_header(named):
    assert named.post("mail", body=TUESDAY, subject="Re\r\nBcc: all@example.com").status_code == 422


def test_a_double_click_sends_one_answer(app, named, smtp):
    check = named.post("mail", body=TUESDAY)

    answers = [named.press(check, "send-mail") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(documents(app, "answer")) == 1
    assert deliver(app, smtp).sent == 1


def test_a_draft_is_there_the_next_time_and_goes_with_the_sending(app, named):
    named.post("draft", body="Half a tho")
    named.post("draft", body="Half a thought", subject="Well")
    assert len(documents(app, "draft")) == 1

    form = named.form()
    assert (form["subject"], form["body"]) == ("Well", "Half a thought")

    named.send("mail", TUESDAY)
    assert documents(app, "draft") == []


def test_an_empty_draft_is_none(app, named):
    named.post("draft", body="Half a thought")
    named.post("draft", body="")

    assert documents(app, "draft") == []


def test_what_is_taken_back_is_a_draft_again(app, named, smtp):
    named.send("mail", TUESDAY, subject="Tuesday")
    page = named.owner.get(named.page)
    undo = re.search(r'action="([^"]+/peru)"', page.text)[1]

    named.owner.post(undo)

    form = named.form()
    assert (form["subject"], form["body"]) == ("Tuesday", TUESDAY)
    assert deliver(app, smtp).sent == 0
    assert "Taken back" not in text(named.sent.come_back())
    assert TUESDAY not in text(named.sent.come_back())


def test_what_has_left_is_not_taken_back(app, named, smtp):
    named.send("mail", TUESDAY)
    undo = re.search(r'action="([^"]+/peru)"', named.owner.get(named.page).text)[1]
    deliver(app, smtp)

    named.owner.post(undo)

    assert "has left already" in text(named.owner.get(named.page))
    assert len(documents(app, "answer")) == 1


def test_an_address_the_server_refuses_is_told_and_the_answer_can_be_changed(app, named, smtp):
    smtp.answers["RCPT"] = ["550 no such user"]
    named.send("mail", TUESDAY)
    deliver(app, smtp)

    page = named.owner.get(named.page)
    assert "550" in text(page)
    named.owner.post(re.search(r'action="([^"]+/peru)"', page.text)[1])

    assert named.form()["body"] == TUESDAY
    assert documents(app, "answer") == []


@pytest.mark.parametrize(("button", "left"), [("uudelleen", "waiting"), ("perilla", "doubtful")])
def test_of_an_answer_that_may_have_arrived_the_owner_decides(app, named, button, left):
    named.send("mail", TUESDAY)
    change(app, update(letter).values(state="doubtful", last_error="ConnectionResetError"))
    page = named.owner.get(named.page)

    named.owner.post(re.search(rf'formaction="([^"]+/{button})"', page.text)[1])

    with app.extensions["reader"].connect() as db:
        row = db.execute(select(letter)).one()
    assert row.state == left
    assert (row.sealed is None) == (button == "perilla")
    assert "uudelleen" not in named.owner.get(named.page).text


def test_the_second_of_two_is_told_of_the_first_and_may_still_send(app, named):
    liisa = Talk(named.sent, desk(app, "staff", name="Liisa"))
    check = named.post("mail", body="Mine")
    liisa.send("mail", "Liisa's words")

    told = named.press(check, "send-mail")

    assert told.status_code == 409
    assert "Liisa answered 1 minute ago" in text(told)
    assert "Liisa's words" in text(told)
    assert len(documents(app, "answer")) == 1
    assert named.press(told, "send-mail").status_code == 303
    assert len(documents(app, "answer")) == 2


def test_a_message_erased_while_its_answer_is_written_leaves_the_text_on_the_page(app, named):
    check = named.post("mail", body=TUESDAY)
    change(app, delete(message))

    for do in ("send-mail", "draft", "mail"):
        lost = named.press(check, do)
        assert lost.status_code == 404
        assert TUESDAY in text(lost)
    assert documents(app, "answer") == documents(app, "draft") == []


def test_a_message_that_does_not_open_is_not_answered_to_nobody_knows_whom(app, named):
    check = named.post("mail", body=TUESDAY)
    change(app, update(message).values(expires_on=clock.day(clock.utcnow()) + timedelta(days=9999)))

    page = named.press(check, "send-mail")

    assert page.status_code == 409
    assert TUESDAY in text(page)
    assert documents(app, "answer") == []


def test_a_tampered_draft_is_told_and_replaced_by_the_next(app, named):
    named.post("draft", body="Half a thought")
    change(app, update(document).values(envelope=b"SLST" + bytes(2000)))

    page = named.owner.get(named.page)
    assert "draft that can't be opened" in text(page)
    assert answering(shown(page))["body"] == ""
    named.post("draft", body="Anew")
    assert named.form()["body"] == "Anew"


def test_a_tampered_answer_is_told_and_hides_no_other(app, named):
    named.send("mail", "The first")
    change(app, update(document).values(envelope=b"SLST" + bytes(2000)))
    named.send("mail", "The second")

    page = text(named.owner.get(named.page))

    assert "answer that can't be opened" in page
    assert "The second" in page


def test_a_reader_sees_the_answers_and_writes_none(app, named):
    named.send("mail", TUESDAY)
    reader = Talk(named.sent, desk(app, "reader"))

    page = reader.owner.get(reader.page)

    assert TUESDAY in text(page)
    assert "<textarea" not in page.text
    assert "/peru" not in page.text
    for path in (
        f"{reader.page}/vastaus",
        f"{reader.page}/vastaus/{'a' * 32}/peru",
        f"{EN}/pohjat/ensimmaiset",
    ):
        assert reader.owner.post(path).status_code == 403


def test_a_template_is_inserted_in_the_visitors_language_and_nothing_is_lost(named):
    named.owner.post(f"{EN}/pohjat/ensimmaiset")
    chosen = re.search(r'<option value="(\w{32})">Thank you', named.owner.get(named.page).text)[1]

    page = named.post("template", body="Mine first.", template=chosen)

    body = answering(shown(page))["body"]
    assert body.startswith("Mine first.\n\nHello Maija Meri,")
    assert named.sent.reference in body
    assert "Olli Omistaja" in body


@pytest.mark.parametrize("path", ["vastaus", f"vastaus/{'a' * 32}/peru"])
def test_a_message_that_never_was_is_not_found(app, path):
    owner = desk(app)

    assert owner.post(f"{EN}/viesti/AAAA-AAAA/{path}", body=TUESDAY, do="mail").status_code == 404


def test_an_answer_is_kept_as_long_as_a_message_of_its_day(app, named):
    named.send("mail", TUESDAY)

    with app.extensions["reader"].connect() as db:
        [kept] = store.of_threads(db, db.execute(select(message.c.thread)).scalars())
        written = db.execute(select(message.c.expires_on)).scalar_one()
    assert kept.expires_on == written


def test_what_the_visitor_asks_by_law_is_told_with_its_day(app, named):
    follow_up = {**shown(named.sent.come_back()), "request": "erase", "body": "All of it, please."}
    named.sent.client.post(PATH, data=follow_up, headers=SAME)

    page = text(named.owner.get(named.page))

    assert "Request to erase data" in page
    assert "one month" in page
