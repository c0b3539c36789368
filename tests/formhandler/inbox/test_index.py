"""What is unlocked lies in memory, follows the database, and goes with the last lock."""

import gc
import os
import secrets
from dataclasses import replace
from functools import partial

import pytest
from flask import g
from sqlalchemy import delete, insert
from werkzeug.exceptions import HTTPException

from formhandler import clock
from formhandler import db as databases
from formhandler.answers import store as answers
from formhandler.answers.answer import RECEIPT, Answer
from formhandler.inbox import store
from formhandler.inbox.entry import Entry, addresses
from formhandler.inbox.index import Index
from formhandler.inbox.message import Letter
from formhandler.inbox.opened import Opened
from formhandler.inbox.reading import reading
from formhandler.inbox.rows import Row
from formhandler.owner.access import COOKIE
from formhandler.schema import archive_key, document, message
from formhandler.vault import keys
from formhandler.vault.envelope import Bound, reseal, seal
from formhandler.vault.keys import Keyring, PrivateKey
from record import load
from tests.formhandler.inbox.sealed import LONG_AGO, change, files, put, sealed
from tests.formhandler.owner.desk import desk

KEY, NEXT = PrivateKey.generate(), PrivateKey.generate()
RING = Keyring((KEY,))


@pytest.fixture
def record(record_file):
    return load(record_file, today=clock.day(clock.utcnow()))


@pytest.fixture
def archive(engine, writer, record):
    """An archive on each database, and a function that puts a message into it and returns its row."""
    writer.submit(partial(keys.remember, key=KEY.public, now=LONG_AGO))

    def add(body="Hei", *, thread="", request="", kind="message", key=KEY.public, **fields):
        row = sealed(key, record, body, kind, LONG_AGO, "fi", thread, request, (), fields)
        return row | {"seq": _insert(writer, row)}

    return add


@pytest.fixture
def see(engine):
    """A function that brings an index up to date."""

    def refresh(index, ring=RING):
        with engine.connect() as connection:
            index.refresh(connection, ring)
        return index

    return refresh


def _insert(writer, row):
    return writer.submit(lambda db: db.execute(insert(message).values(row)).inserted_primary_key[0])


def found(index, typed):
    return [entry.reference for entry in index.search(typed)]


def test_what_lies_in_the_archive_is_found_and_listed(archive, see):
    row = archive("Kattoremontin hinta?", name="Maija Mäkelä")

    index = see(Index())

    assert found(index, "katto hinta") == [row["reference"]]
    assert index.entry(row["seq"]).sender == "Maija Mäkelä"


def test_what_comes_later_is_picked_up(archive, see):
    index = see(Index())
    row = archive("Myöhempi")

    assert found(see(index), "myöhempi") == [row["reference"]]


def test_what_was_erased_is_forgotten_with_its_words(archive, see, writer):
    row = archive("Salainen asia", email="maija@example.fi")
    archive("Toinen")
    index = see(Index())

    writer.submit(lambda db: db.execute(delete(message).where(message.c.id == row["id"])))
    see(index)

    assert index.entry(row["seq"]) is None
    assert found(index, "salainen") == found(index, "maija@example.fi") == []
    assert len(index) == 1


def test_one_that_goes_while_another_comes_is_noticed(archive, see, writer):
    """The number of messages is the same, and so may the newest be."""
    first, second = archive("eka"), archive("toka")
    index = see(Index())
    writer.submit(lambda db: db.execute(delete(message).where(message.c.id == first["id"])))
    third = archive("kolmas")

    see(index)

    assert found(index, "eka") == []
    assert found(index, "kolmas") == [third["reference"]]
    assert found(index, "toka") == [second["reference"]]


@pytest.mark.parametrize("spoilt", [b"", b"SLST" + bytes(2000), os.urandom(2000)])
def test_an_envelope_that_does_not_open_hides_no_other_and_is_not_hidden(archive, see, writer, spoilt):
    bad, good = archive("huono"), archive("hyvä")
    writer.submit(
        lambda db: db.execute(message.update().where(message.c.id == bad["id"]).values(envelope=spoilt))
    )

    index = see(Index())

    assert index.entry(bad["seq"]).problem is not None
    assert index.entry(good["seq"]).problem is None
    assert found(index, "hyvä") == [good["reference"]]


def test_an_envelope_of_an_unknown_key_opens_once_its_key_is_there(archive, see, writer):
    writer.submit(
        lambda db: db.execute(
            insert(archive_key).values(key_id=NEXT.key_id, public=NEXT.public.raw, created_at=1)
        )
    )
    row = archive("uudella avaimella", key=NEXT.public)
    index = see(Index())
    assert index.entry(row["seq"]).problem is not None

    see(index, Keyring((NEXT, KEY)))

    assert index.entry(row["seq"]).problem is None
    assert found(index, "avain") == [row["reference"]]


def test_a_change_of_the_key_leaves_what_was_opened_as_it_is(archive, see, writer):
    row = archive("pysyy")
    index = see(Index())
    bound = Bound(**{name: row[name] for name in ("id", "kind", "day", "expires_on")})
    anew = reseal(RING, row["envelope"], bound, to=NEXT.public, as_=bound)
    writer.submit(
        lambda db: db.execute(message.update().where(message.c.id == row["id"]).values(envelope=anew))
    )
    later = archive("tulee")

    see(index, Keyring((NEXT, KEY)))

    assert found(index, "pysyy") == [row["reference"]]
    assert found(index, "tulee") == [later["reference"]]


def test_an_answer_is_found_too(archive, see, writer):
    row = archive("Kysymys")
    answer = Answer(
        written=LONG_AGO, lang="fi", subject="Vastaus", body="Tulemme tiistaina", quote="", by="Olli",
        via=RECEIPT, answers=row["id"],
    )  # fmt: skip
    bound = Bound(id=secrets.token_hex(16), kind="answer", day=row["day"], expires_on=row["expires_on"])
    envelope, _ = seal(KEY.public, bound, answer.as_payload())
    document_row = answers.Sealed(
        id=bound.id, kind="answer", thread=row["thread"], day=bound.day, expires_on=bound.expires_on,
        key_id=KEY.key_id, envelope=envelope, receipt_key=None,
    )  # fmt: skip
    index = see(Index())

    writer.submit(partial(answers.add, sealed=document_row))
    see(index)
    [entry] = index.search("tiistai")

    assert entry.sender == "Olli"
    assert index.of_threads([entry.thread]) == {row["thread"]: row["reference"]}

    writer.submit(lambda db: db.execute(delete(document)))
    assert see(index).search("tiistai") == []


def test_a_sender_is_the_same_however_the_address_and_the_number_are_typed(archive, see):
    first = archive("yksi", email="Maija@Example.fi ")
    second = archive("kaksi", email="maija@example.fi", phone="+358 40 123 4567")
    third = archive("kolme", phone="040-1234567", name="M. Mäkelä")
    archive("muu", email="matti@example.fi", phone="050 765 4321")
    index = see(Index())

    assert [entry.reference for entry in index.of_sender(second["seq"])] == [
        third["reference"], second["reference"], first["reference"]
    ]  # fmt: skip


def test_of_an_anonymous_sender_only_the_conversation_is_known(archive, see):
    first = archive("nimetön")
    archive("toinen nimetön")
    again = archive("lisää", thread=first["thread"], request="reply")
    index = see(Index())

    assert [entry.reference for entry in index.of_sender(first["seq"])] == [
        again["reference"], first["reference"]
    ]  # fmt: skip


def test_nothing_is_no_address():
    assert addresses("", " ") == frozenset()


def test_the_exact_hits_come_first_and_then_the_newest(archive, see):
    old_exact, related, new_exact = archive("katto"), archive("katolla"), archive("katto")
    index = see(Index())

    first = found(index, "katto")

    assert set(first[:2]) == {old_exact["reference"], new_exact["reference"]}
    assert first[2] == related["reference"]


def test_the_last_lock_forgets_everything_that_was_opened(app):
    others = opened()  # what a test before this one may have left
    word = secrets.token_hex()
    put(app, f"Kattoremontti {word}", name="Maija Mäkelä", email="maija@example.fi")
    first, second = desk(app), desk(app)
    first.get(first.post("/hallinta/en/haku", q=word).location)
    second.get("/hallinta/en/")
    assert opened(others) and holding(word)  # so that the last lines mean something

    first.post("/hallinta/en/lukitse")
    assert opened(others)  # somebody is still at work
    second.post("/hallinta/en/lukitse")

    assert not opened(others)
    assert not holding(word)


def test_a_page_that_was_being_opened_while_the_last_session_was_locked_leaves_nothing(app):
    put(app, "Salaisuus")
    owner = desk(app)
    sessions = app.extensions["sessions"]
    cookie = owner.client.get_cookie(COOKIE, domain="www.example.fi").value
    session = sessions.get(cookie, now=clock.utcnow())
    sessions.lock(cookie)

    with app.test_request_context("/hallinta/en/"):
        g.session = session
        with pytest.raises(HTTPException), reading():
            pytest.fail("nothing may be read after the lock")

    assert len(app.extensions["inbox"]) == 0


def opened(others=()):
    """What of the inbox's lies in this process's memory, besides *others*."""
    known = {id(thing) for thing in others}
    gc.collect()
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, (Entry, Opened, Row, Letter)) and id(thing) not in known
    ]


def holding(word):
    """The containers in this process's memory that hold *word*, alone or within a text of the index."""
    gc.collect()
    inside = f" {word} "
    return [
        thing
        for thing in gc.get_objects()
        if (type(thing) in (dict, set) and word in thing)
        or (
            type(thing) is dict and any(type(text) is str and inside in text for text in list(thing.values()))
        )
    ]


def test_the_index_writes_no_file(app, settings, tmp_path):
    put(app, "Salaisuuksien kattoremontti", name="Maija Mäkelä")
    owner = desk(app)
    owner.get("/hallinta/en/")
    before = files(tmp_path)

    owner.get("/hallinta/en/")
    owner.get(owner.post("/hallinta/en/haku", q="salaisuus").location)

    assert files(tmp_path) == before
    for path in before:
        assert b"salaisuuksien" not in path.read_bytes().lower(), path


def test_a_damaged_database_is_told_of_and_shows_nothing(app, settings):
    put(app, "Salainen")
    owner = desk(app)
    owner.get("/hallinta/en/")
    file = settings.data / databases.FILE
    app.extensions["writer"].submit(lambda db: None)
    app.extensions["reader"].dispose()
    app.extensions["engine"].dispose()
    file.write_bytes(file.read_bytes()[:8192] + os.urandom(8192))
    for extra in settings.data.glob(databases.FILE + "-*"):
        extra.unlink()

    answer = owner.get("/hallinta/en/")

    assert answer.status_code == 503
    assert "flask doctor" in answer.text
    assert "Salainen" not in answer.text


def test_states_and_kinds_are_the_databases_at_each_request(archive, engine, writer):
    rows = [archive(str(n)) for n in range(3)]
    writer.submit(partial(store.set_state, ids=[rows[0]["id"]], state="open"))
    writer.submit(partial(store.set_state, ids=[rows[1]["id"]], state="answered"))

    with engine.connect() as db:
        assert store.numbers(db) == {
            ("message", "new"): 1,
            ("message", "open"): 1,
            ("message", "answered"): 1,
        }
        newest = store.page(db, "message", (), limit=2)
        assert [status.seq for status in newest] == [rows[2]["seq"], rows[1]["seq"]]
        assert [status.seq for status in store.page(db, "message", ("open",), limit=2)] == [rows[0]["seq"]]
        assert store.statuses(db, [rows[1]["seq"], 10**6])[rows[1]["seq"]].state == "answered"


def test_a_state_that_is_set_twice_is_set_once(archive, writer):
    row = archive()
    setting = partial(store.set_state, ids=[row["id"]], state="open")

    assert [writer.submit(setting), writer.submit(setting)] == [1, 0]
    assert writer.submit(partial(setting, state="new", only=("answered",))) == 0


def test_an_envelope_that_changed_meanwhile_is_not_moved(archive, engine, writer):
    row = archive()
    move = store.Move(
        id=row["id"], envelope=row["envelope"], kind="quarantine", expires_on=row["expires_on"], resealed=b"x"
    )

    assert writer.submit(partial(store.move, moves=[move])) == [row["id"]]
    assert writer.submit(partial(store.move, moves=[replace(move, resealed=b"y")])) == []


def test_a_message_changed_by_hand_is_shown_as_broken_even_after_it_was_opened(app):
    ref = put(app, "Alkuperäinen")
    owner = desk(app)
    owner.get("/hallinta/en/")

    change(app, ref, kind="quarantine")
    page = owner.get(f"/hallinta/en/viesti/{ref}").text

    assert "could not be opened" in page
    assert "Alkuperäinen" not in page


def test_a_follow_up_is_called_as_its_conversations_first_message_until_that_is_erased(archive, see, writer):
    first = archive("hei", name="Maija Meri")
    again = archive("lisää", thread=first["thread"], request="reply")
    index = see(Index())
    assert index.sender(index.entry(again["seq"])) == "Maija Meri"

    writer.submit(lambda db: db.execute(delete(message).where(message.c.seq == first["seq"])).rowcount)
    see(index)

    assert index.sender(index.entry(again["seq"])) == ""
