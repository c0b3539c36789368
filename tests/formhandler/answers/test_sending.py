"""An answer and what belongs to it: in one transaction, on each kind of database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import delete, select

from formhandler import letters
from formhandler.answers import sending, store
from formhandler.answers.opened import open_answer
from formhandler.answers.outgoing import Outgoing
from formhandler.answers.sending import Gone, Left, Overtaken, TakenBack
from formhandler.answers.store import Newest
from formhandler.schema import letter, message
from formhandler.writer import Writer
from tests.formhandler.answers.conftest import ANSWER, NOW, OUTBOX


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "us@example.fi", "maija@example.fi", "Vastaus"
    made["Message-ID"] = "<letter-1@example.fi>"
    made.set_content("Tiistai sopii.")
    return made


def send(archive, sealed, *, seen=None, carried=True):
    out = Outgoing(sealed=sealed, seen=seen or archive.newest(), mail=mail() if carried else None)
    return archive.run(sending.send, out, OUTBOX, now=NOW)


def state(archive) -> str:
    return archive.run(lambda db: db.execute(select(message.c.state)).scalar_one())


def letter_of(archive, id):
    return archive.run(letters.states, [id]).get(id)


def take_back(archive, id, *, now=NOW):
    archive.run(sending.take_back, id, archive.draft(), written=NOW, now=now)


def test_an_answer_its_letter_and_the_state_are_kept_and_the_draft_goes(archive):
    archive.run(sending.save_draft, archive.draft())
    sealed = archive.answer()

    assert send(archive, sealed) is True

    [kept] = archive.answers()
    assert open_answer(kept, archive.keyring) == ANSWER
    assert state(archive) == "answered"
    assert archive.run(store.draft, archive.thread) is None
    assert letter_of(archive, sealed.id).due_at == NOW + letters.UNDO


def test_a_double_click_is_one_answer_and_one_letter(archive):
    seen = archive.newest()
    first, second = (archive.answer(id="a" * 32) for _ in range(2))

    assert send(archive, first, seen=seen) is True
    assert send(archive, second, seen=seen) is False

    assert len(archive.answers()) == 1


def test_of_several_at_once_one_is_sent_and_the_others_are_told(archive, engine):
    """Each from a process of its own, as far as the database can see."""
    seen = archive.newest()
    handlers = [replace(archive, writer=Writer(engine)) for _ in range(4)]

    def one(handler):
        try:
            return send(handler, handler.answer(), seen=seen, carried=False)
        except Overtaken:
            return "overtaken"

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(one, handlers))
    for handler in handlers:
        handler.writer.close()

    assert sorted(map(str, results)) == ["True", "overtaken", "overtaken", "overtaken"]
    assert len(archive.answers()) == 1


def test_who_has_seen_the_other_answer_may_send_theirs(archive):
    send(archive, archive.answer(), carried=False)

    assert send(archive, archive.answer(), carried=False) is True


def test_a_new_message_is_seen_before_an_answer_goes(archive):
    with pytest.raises(Overtaken):
        send(archive, archive.answer(), seen=Newest(0, 0))


def test_nothing_is_kept_for_a_conversation_that_was_erased(archive):
    seen = archive.newest()
    archive.run(lambda db: db.execute(delete(message)))

    with pytest.raises(Gone):
        send(archive, archive.answer(), seen=seen)
    with pytest.raises(Gone):
        archive.run(sending.save_draft, archive.draft())

    assert archive.answers() == []
    assert archive.run(lambda db: db.execute(select(letter)).all()) == []


def test_a_draft_replaces_the_one_before(archive):
    archive.run(sending.save_draft, archive.draft())
    last = archive.draft()
    archive.run(sending.save_draft, last)

    assert archive.run(store.draft, archive.thread).id == last.id


def test_a_letter_that_waits_is_taken_back_whole(archive):
    sealed = archive.answer()
    send(archive, sealed)

    take_back(archive, sealed.id, now=NOW + timedelta(days=1))

    assert archive.answers() == []
    assert archive.run(store.draft, archive.thread) is not None
    assert state(archive) == "open"
    assert letter_of(archive, sealed.id).state == "cancelled"


@pytest.mark.parametrize("gone", ["sending", "sent", "doubtful", "bounced"])
def test_what_has_left_is_not_taken_back(archive, gone):
    sealed = archive.answer()
    send(archive, sealed)
    set_state(archive, gone)

    with pytest.raises(Left):
        take_back(archive, sealed.id)

    assert len(archive.answers()) == 1
    assert state(archive) == "answered"
    assert archive.run(store.draft, archive.thread) is None
    assert letter_of(archive, sealed.id).state == gone


def test_what_was_refused_can_be_written_anew(archive):
    sealed = archive.answer()
    send(archive, sealed)
    set_state(archive, "failed")

    take_back(archive, sealed.id, now=NOW + timedelta(days=9))

    assert archive.answers() == []
    assert letter_of(archive, sealed.id).can_resend is False


@pytest.mark.parametrize(
    ("waited", "back"), [(sending.UNDO, True), (sending.UNDO + timedelta(seconds=1), False)]
)
def test_an_answer_behind_the_code_is_taken_back_within_a_minute(archive, waited, back):
    sealed = archive.answer()
    send(archive, sealed, carried=False)

    if back:
        take_back(archive, sealed.id, now=NOW + waited)
    else:
        with pytest.raises(Left):
            take_back(archive, sealed.id, now=NOW + waited)

    assert len(archive.answers()) == (0 if back else 1)


def test_the_page_of_an_answer_that_was_taken_back_does_not_send_it_again(archive):
    sealed, seen = archive.answer(), archive.newest()
    send(archive, sealed)
    take_back(archive, sealed.id)

    with pytest.raises(TakenBack):
        send(archive, sealed, seen=seen)


def test_when_an_answer_leaves_and_is_taken_back_at_once_one_of_the_two_happens(archive):
    """The writer's thread decides: whichever comes first, the other is told."""
    sealed = archive.answer()
    send(archive, sealed)
    later = NOW + letters.UNDO

    with ThreadPoolExecutor(2) as pool:
        leased = pool.submit(archive.run, letters.store.lease, now=later)
        back = pool.submit(take_back, archive, sealed.id, now=later)

    assert (leased.result() is None) is (back.exception() is None)


def set_state(archive, to):
    values = {"state": to, "lease_until": 1 if to == "sending" else None}
    archive.run(lambda db: db.execute(letter.update().values(values)))
