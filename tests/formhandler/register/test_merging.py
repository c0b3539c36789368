"""Two cards become one, and are taken apart exactly as they were."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from formhandler.register import changing, clocks, merging, moving
from formhandler.register.card import New
from formhandler.register.merging import NoWayBack, Unlike
from formhandler.register.store import Stale
from formhandler.schema import card, entry, permission, unsubscribe_link
from tests.formhandler.register import made
from tests.formhandler.register.made import ACTOR, NOW, TODAY

FIRM = {"organisation.name": "Ovi Oy"}
CONTACT = {"organisation.contact_name": "Kalle Kontakti"}
OTHER = {"person.name": "M. Meikäläinen", "person.emails": "maija@example.net"}


def create(desk, record, kind, group, values, **other):
    new = New(group=group, values=values, source="self", of=TODAY)
    return desk.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind=kind, news=[new], actor=ACTOR, now=NOW, **other
        )
    )


@pytest.fixture
def two(desk, record):
    """The older card goes, the newer one stays."""
    goes = create(desk, record, "person", "person", OTHER, relation=clocks.CUSTOMER)
    return create(desk, record, "person", "person", made.MAIJA), goes


def opened(desk, id):
    return desk.submit(lambda db: changing.opened(db, made.rows(), id))


def merge(desk, record, stays, goes):
    versions = {id: opened(desk, id).version for id in (stays, goes)}
    desk.submit(
        lambda db: merging.merge(
            db, made.rows(), record, stays=(stays, versions[stays]), goes=(goes, versions[goes]),
            actor=ACTOR, now=NOW,
        )
    )  # fmt: skip


def part(desk, record, id):
    return desk.submit(lambda db: merging.part(db, made.rows(), record, id))


def line(desk, card_id, channel, state, at=1):
    id = f"{card_id[:8]}{channel:_<12}{state:_<12}"
    values = {"id": id, "card": card_id, "channel": channel, "state": state, "at": at, "how": "desk"}
    desk.submit(lambda db: db.execute(insert(permission).values(**values, expires_on=date.max)))


def holds(desk, card_id):
    """The newest line of each channel."""
    query = select(permission.c.channel, permission.c.state).where(permission.c.card == card_id)
    return desk.submit(
        lambda db: {one.channel: one.state for one in db.execute(query.order_by(permission.c.seq))}
    )


def everything(desk):
    """What lies in the tables; what is sealed differs with every sealing, and versions only grow."""

    def read(db):
        return [
            [
                {name: value for name, value in row.items() if name not in ("sealed", "version")}
                for row in db.execute(select(table).order_by(table.c.seq)).mappings()
            ]
            for table in (card, entry, permission)
        ]

    return desk.submit(read)


def test_what_lay_on_either_card_lies_on_the_one_that_stays(desk, record, two):
    stays, goes = two
    merge(desk, record, stays, goes)

    one = opened(desk, stays)
    assert one.name == "Maija Meikäläinen"
    assert one.head.emails == ("maija@example.net", "maija@example.com", "maija.m@example.org")
    assert len(one.entries) == 2
    assert one.relation == clocks.CUSTOMER
    assert opened(desk, goes).merged_into == stays
    assert opened(desk, goes).entries == ()


def test_the_last_days_follow_the_relationship_of_the_one_card(desk, record, two):
    stays, goes = two
    assert opened(desk, stays).entries[0].expires_on < clocks.FOREVER
    merge(desk, record, stays, goes)

    assert {one.expires_on for one in opened(desk, stays).entries if "care" in one.purposes} == {
        clocks.FOREVER
    }


def test_taken_apart_they_are_as_they_were(desk, record, two):
    stays, goes = two
    line(desk, goes, "email", "prohibited")
    line(desk, stays, "email", "permitted", at=2)
    desk.submit(lambda db: db.execute(card.update().where(card.c.id == goes).values(inform_by=TODAY)))
    before, heads = everything(desk), [opened(desk, id).head for id in two]

    merge(desk, record, stays, goes)
    assert everything(desk) != before
    assert part(desk, record, goes) == stays

    assert everything(desk) == before
    assert [opened(desk, id).head for id in two] == heads


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ("permitted", "prohibited", "prohibited"),
        ("prohibited", "permitted", "prohibited"),
        ("exception", "permitted", "exception"),
        ("permitted", "ended", "ended"),
        ("exception", "prohibited", "prohibited"),
        (None, "prohibited", "prohibited"),
        ("permitted", None, "permitted"),
    ],
)
@pytest.mark.parametrize("first", [0, 1])
def test_the_stricter_permission_wins_whichever_was_written_later(
    desk, record, two, mine, theirs, after, first
):
    sides = [(two[0], mine), (two[1], theirs)]
    for id, state in sides if first == 0 else sides[::-1]:
        if state:
            line(desk, id, "sms", state)

    merge(desk, record, *two)

    assert holds(desk, two[0]) == {"sms": after}


def test_a_companys_people_and_the_links_of_its_mails_follow(desk, record):
    stays, goes = (create(desk, record, "organisation", "organisation", FIRM) for _ in range(2))
    contact = create(desk, record, "contact", "company_contact", CONTACT, organisation=goes)
    link = {"lookup": bytes(32), "suppression": bytes(32), "channel": "email", "card": goes, "day": TODAY}
    desk.submit(lambda db: db.execute(insert(unsubscribe_link).values(link)))

    merge(desk, record, stays, goes)
    assert opened(desk, contact).organisation == stays
    assert desk.submit(lambda db: db.execute(select(unsubscribe_link.c.card)).scalar_one()) == stays

    part(desk, record, goes)
    assert opened(desk, contact).organisation == goes
    assert desk.submit(lambda db: db.execute(select(unsubscribe_link.c.card)).scalar_one()) == goes


def test_who_erases_a_card_learns_which_went_into_it_even_by_way_of_another(desk, record, two):
    third = create(desk, record, "person", "person", OTHER)
    merge(desk, record, two[1], third)
    merge(desk, record, two[0], two[1])

    assert set(desk.submit(lambda db: moving.merged(db, two[0]))) == {two[1], third}
    with pytest.raises(NoWayBack):
        part(desk, record, third)
    part(desk, record, two[1])
    assert opened(desk, third).merged_into == two[1]


def test_a_card_that_was_changed_since_is_not_taken_apart(desk, record, two):
    merge(desk, record, *two)
    seen = opened(desk, two[0])
    new = New(group="relationship", values={"relationship.paper_folder": "1"}, source="self", of=TODAY)
    desk.submit(
        lambda db: changing.add(db, made.rows(), record, two[0], seen.version, new, actor=ACTOR, now=NOW)
    )
    before = everything(desk)

    with pytest.raises(NoWayBack):
        part(desk, record, two[1])
    with pytest.raises(NoWayBack):
        part(desk, record, two[0])
    assert everything(desk) == before


def test_of_two_kinds_or_twice_the_same_or_a_merged_one_no_card_is_made(desk, record, two):
    firm = create(desk, record, "organisation", "organisation", FIRM)
    before = everything(desk)
    with pytest.raises(Unlike):
        merge(desk, record, two[0], firm)
    with pytest.raises(Unlike):
        merge(desk, record, two[0], two[0])
    assert everything(desk) == before

    merge(desk, record, *two)
    with pytest.raises(Unlike):
        merge(desk, record, *two)


def test_a_card_that_somebody_changed_meanwhile_is_not_merged(desk, record, two):
    before = everything(desk)
    with pytest.raises(Stale):
        desk.submit(
            lambda db: merging.merge(
                db, made.rows(), record, stays=(two[0], 1), goes=(two[1], 99), actor=ACTOR, now=NOW
            )
        )
    assert everything(desk) == before
