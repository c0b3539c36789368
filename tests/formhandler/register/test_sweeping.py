"""What is on a card goes on its day, with a tombstone, and leaves nothing in the head or in any file."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from formhandler import clock, db, janitor
from formhandler.register import changing, merging, store
from formhandler.register.card import New
from formhandler.register.index import Index
from formhandler.register.merging import NoWayBack
from formhandler.schema import card, confirmation, dossier, entry, metadata, permission, request, tombstone
from formhandler.vault import keys
from formhandler.writer import Writer
from tests.formhandler.register import made

DAY = timedelta(days=1)
#: Kept for marketing alone, a year from the day it came; and for the books, ten.
MARKETING, BOOKS = date(2027, 11, 10), date(2036, 12, 31)
BOOK = New(group="bookkeeping", values={"ledger.entry": "Myynti 100 €"}, source="self", of=made.TODAY)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def make(desk, record, *news, **other):
    """A new card's id."""
    job = partial(changing.create, rows=made.rows(), record=record, news=news or [made.person()])
    other = {"kind": "person", "actor": made.ACTOR, "now": made.NOW, **other}
    return desk.submit(partial(job, **other))


def sweep(desk, engine, day):
    return janitor.sweep(desk, engine, key=bytes(32), now=noon(day))


def ask(engine, query):
    with engine.connect() as connection:
        return connection.execute(query).all()


def opened(engine, id):
    with engine.connect() as connection:
        return changing.opened(connection, made.rows(), id)


def line(desk, card_id, channel, state, *, expires_on=date.max):
    """A line of the ledger."""
    n = desk.submit(lambda db: len(db.execute(select(permission.c.id)).all()))
    values = {"id": f"{n:032x}", "card": card_id, "channel": channel, "state": state, "at": n, "how": "desk"}
    desk.submit(lambda db: db.execute(insert(permission).values(**values, expires_on=expires_on)))


def set_day(desk, day, id):
    desk.submit(lambda db: db.execute(update(entry).where(entry.c.card == id).values(expires_on=day)))


def merge(desk, engine, record, kept, gone):
    stays, goes = ((id, opened(engine, id).version) for id in (kept, gone))
    job = partial(merging.merge, rows=made.rows(), record=record, stays=stays, goes=goes)
    desk.submit(partial(job, actor=made.ACTOR, now=made.NOW))


def stones(engine):
    return {(what, ref) for what, ref in ask(engine, select(tombstone.c.what, tombstone.c.ref))}


@pytest.mark.parametrize(("days_past", "there"), [(0, True), (1, False)])
def test_a_card_stays_for_the_whole_last_day_of_its_last_entry(engine, desk, record, days_past, there):
    id = make(desk, record)
    (only,) = opened(engine, id).entries
    assert only.expires_on == MARKETING

    sweep(desk, engine, MARKETING + days_past * DAY)

    assert (opened(engine, id) is not None) is there
    assert stones(engine) == (set() if there else {("entry", only.id), ("card", id)})


def test_what_is_left_makes_the_head_and_the_index_anew(engine, desk, record):
    id = make(desk, record, made.person(), BOOK)
    index = Index()
    with engine.connect() as connection:
        index.refresh(connection, made.rows())
        assert len(index.search("meikäläinen")) == 1

    sweep(desk, engine, MARKETING + DAY)

    card_left = opened(engine, id)
    assert [one.group for one in card_left.entries] == ["bookkeeping"]
    assert (card_left.head.name, card_left.head.emails) == ("", ())
    with engine.connect() as connection:
        assert store.card_row(connection, id)["sealed"] == b""
        index.refresh(connection, made.rows())
        assert index.search("meikäläinen") == []
        assert (len(index), index.closed) == (1, 0)


def test_whoever_has_the_card_open_is_told_that_it_changed(engine, desk, record):
    id = make(desk, record, made.person(), BOOK)
    version = opened(engine, id).version
    sweep(desk, engine, MARKETING + DAY)
    later = partial(
        changing.add, rows=made.rows(), record=record, id=id, actor="x", now=noon(MARKETING + DAY)
    )

    with pytest.raises(changing.Stale):
        desk.submit(partial(later, version=version, new=BOOK))

    desk.submit(partial(later, version=version + 1, new=made.person()))
    with engine.connect() as connection:
        assert store.card_row(connection, id)["sealed"] != b""
    assert opened(engine, id).name == "Maija Meikäläinen"


def test_a_blanked_head_goes_through_a_rotation(engine, desk, record):
    rows = made.rows()

    assert rows.reseal(made.KEY.key_id, "card", "0" * 32, b"") == b""


def test_the_head_of_a_card_that_went_into_another_is_blanked_too(engine, desk, record):
    kept, gone = make(desk, record, made.person(), BOOK), make(desk, record)
    merge(desk, engine, record, kept, gone)

    sweep(desk, engine, MARKETING + DAY)

    assert [one.sealed for one in ask(engine, select(card.c.sealed))] == [b"", b""]
    with pytest.raises(NoWayBack):
        desk.submit(partial(merging.part, rows=made.rows(), record=record, id=gone))
    sweep(desk, engine, BOOKS + DAY)
    assert ask(engine, select(card.c.id)) == []
    assert {("card", kept), ("card", gone)} <= stones(engine)


def test_a_blanked_card_is_merged_and_taken_apart_again(engine, desk, record):
    kept, gone = make(desk, record, BOOK), make(desk, record, made.person(), BOOK)
    sweep(desk, engine, MARKETING + DAY)
    before = opened(engine, gone)
    merge(desk, engine, record, kept, gone)

    desk.submit(partial(merging.part, rows=made.rows(), record=record, id=gone))

    assert opened(engine, gone).head == before.head
    assert len(opened(engine, gone).entries) == 1


def test_a_restricted_card_is_left_alone_until_the_restriction_ends(engine, desk, record):
    id = make(desk, record)
    line(desk, id, "post", "prohibited", expires_on=made.TODAY)
    desk.submit(lambda db: db.execute(update(card).values(restricted=True)))

    assert (gone := sweep(desk, engine, MARKETING + DAY)).entries == gone.lines == 0
    assert opened(engine, id).name == "Maija Meikäläinen"

    desk.submit(lambda db: db.execute(update(card).values(restricted=False)))
    assert sweep(desk, engine, MARKETING + DAY).entries == 1
    assert opened(engine, id) is None


@pytest.mark.parametrize(
    ("states", "stays"),
    [((), False), (("permitted",), True), (("permitted", "ended"), False), (("prohibited",), False)],
)
def test_an_empty_card_stays_for_a_permission_that_holds_alone(engine, desk, record, states, stays):
    id = make(desk, record)
    for state in states:
        line(desk, id, "email", state)

    sweep(desk, engine, MARKETING + DAY)

    assert bool(ask(engine, select(card.c.id))) is stays


def test_a_permission_of_another_channel_holds_though_one_ended(engine, desk, record):
    id = make(desk, record)
    line(desk, id, "email", "permitted")
    line(desk, id, "sms", "ended")

    sweep(desk, engine, MARKETING + DAY)

    assert len(ask(engine, select(card.c.id))) == 1


def test_a_permission_that_ended_never_comes_back_because_its_end_expired_first(engine, desk, record):
    id = make(desk, record)
    line(desk, id, "email", "permitted")
    line(desk, id, "email", "ended", expires_on=made.TODAY)
    line(desk, id, "sms", "permitted", expires_on=made.TODAY)
    line(desk, id, "sms", "ended", expires_on=made.TODAY)

    sweep(desk, engine, made.TODAY + DAY)

    left = ask(engine, select(permission.c.channel, permission.c.state).order_by(permission.c.seq))
    assert [tuple(one) for one in left] == [("email", "permitted"), ("email", "ended")]


def test_a_company_stays_while_it_has_people_and_goes_after_the_last(engine, desk, record):
    firm = New(
        group="organisation", values={"organisation.name": "Oy Malli Ab"}, source="self", of=made.TODAY
    )
    contact = New(
        group="company_contact", values={"organisation.contact_name": "Aino"}, source="self", of=made.TODAY
    )
    of = make(desk, record, firm, kind="organisation")
    person = make(desk, record, contact, kind="contact", organisation=of)
    set_day(desk, made.TODAY, of)
    set_day(desk, made.TODAY + 5 * DAY, person)

    sweep(desk, engine, made.TODAY + DAY)
    assert {one.id for one in ask(engine, select(card.c.id))} == {of, person}

    sweep(desk, engine, made.TODAY + 6 * DAY)
    assert ask(engine, select(card.c.id)) == []


def test_a_card_that_was_made_today_may_still_get_its_first_entry(engine, desk, record):
    make(desk, record)
    desk.submit(lambda db: db.execute(entry.delete()))

    sweep(desk, engine, made.TODAY)

    assert len(ask(engine, select(card.c.id))) == 1


def test_requests_and_notes_for_the_law_go_on_their_day(engine, desk, record):
    sealed = {"key_id": made.KEY.key_id, "sealed": b"x", "expires_on": made.TODAY}
    asked = {"article": "15", "way": "post", "received_on": made.TODAY, "due_on": made.TODAY}
    note = {"kind": "breach", "at": 0}
    desk.submit(lambda db: db.execute(insert(request).values(id="1" * 32, **asked, **sealed)))
    desk.submit(lambda db: db.execute(insert(dossier).values(id="2" * 32, **note, **sealed)))

    assert sweep(desk, engine, made.TODAY).lines == 0
    assert sweep(desk, engine, made.TODAY + DAY).lines == 2
    assert stones(engine) == {("request", "1" * 32), ("dossier", "2" * 32)}


@pytest.mark.parametrize(("after", "left"), [(0, 1), (1, 0)])
def test_a_confirmation_goes_when_it_can_no_longer_be_given(engine, desk, after, left):
    row = {"lookup": bytes(32), "message": "m", "purpose": "p", "event": "e", "text": "t"}
    row |= {"suppression": bytes(32), "created_at": 0, "expires_at": clock.seconds(made.NOW) - after}
    desk.submit(lambda db: db.execute(insert(confirmation).values(**row)))

    janitor.sweep(desk, engine, key=bytes(32), now=made.NOW)

    assert len(ask(engine, select(confirmation.c.lookup))) == left


def test_more_than_one_batch_goes_in_one_sweep(engine, desk, record):
    id = make(desk, record, *[BOOK] * 3)
    with engine.connect() as connection:
        row = dict(connection.execute(select(entry).limit(1)).mappings().one())
    del row["seq"]
    many = [{**row, "id": f"{n:032x}"} for n in range(store.MOST + 1)]
    desk.submit(lambda db: db.execute(insert(entry), many))

    with engine.connect() as connection:
        due = janitor.count(connection, now=noon(BOOKS + DAY))

    assert sweep(desk, engine, BOOKS + DAY) == due
    assert due.entries == store.MOST + 4
    assert opened(engine, id) is None


def test_neither_the_entry_nor_the_head_is_in_any_file_afterwards(tmp_path, record):
    engine = db.connect(db.sqlite_url(tmp_path))
    metadata.create_all(engine)
    writer = Writer(engine)
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
    id = make(writer, record, made.person(), BOOK)
    with engine.connect() as connection:
        sealed = [store.card_row(connection, id)["sealed"], store.entry_rows(connection, id)[0]["sealed"]]
    assert all(any(one in path.read_bytes() for path in tmp_path.iterdir()) for one in sealed)

    sweep(writer, engine, MARKETING + DAY)

    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert not any(one[at : at + 16] in content for one in sealed for at in range(0, len(one) - 16, 16))
    writer.close()
    engine.dispose()
