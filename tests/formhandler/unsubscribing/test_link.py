"""The link in a marketing mail: one press ends the marketing (RFC 8058)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from formhandler import clock, create_app
from formhandler.backups import tombstones
from formhandler.schema import card as cards
from formhandler.schema import entry, permission, tombstone, unsubscribe_link
from formhandler.side import Side
from formhandler.unsubscribing import store
from formhandler.unsubscribing.views import MANY
from tests.formhandler.app import close
from tests.formhandler.unsubscribing import made
from tests.formhandler.unsubscribing.made import counted, forbidden, ledger, press

AWAY = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
PROHIBITED = ("email", "prohibited", "one-click", None, None)


def changed(before, after):
    return {name: after[name] - before[name] for name in before if after[name] != before[name]}


def raw(app, table, *names):
    with app.extensions["engine"].connect() as db:
        return [tuple(row) for row in db.execute(select(*[table.c[name] for name in names]))]


def test_a_provider_s_post_without_a_cookie_from_any_site_forbids_it(app, token):
    before = counted(app)

    answer = press(app.test_client(use_cookies=False), token)

    assert answer.status_code == 200
    assert "The marketing has ended" in answer.text
    assert changed(before, counted(app)) == {"permission": 1, "suppression": 1, "tombstone": 1}
    assert ledger(app) == [PROHIBITED]
    assert forbidden(app) == {made.hashed(app)}
    assert raw(app, tombstone, "what", "ref") == [(tombstones.SUPPRESSED, f"email {made.hashed(app).hex()}")]
    assert not {"Set-Cookie", "Location"} & set(answer.headers.keys())


def test_a_second_press_is_answered_the_same_and_adds_nothing(app, token):
    client = app.test_client()
    first = press(client, token)
    before, used = counted(app), raw(app, unsubscribe_link, "used_at")

    second = press(client, token)

    assert (second.status_code, second.text) == (200, first.text)
    assert (counted(app), raw(app, unsubscribe_link, "used_at")) == (before, used)


def test_get_and_head_change_nothing(app, token):
    client, before = app.test_client(), counted(app)

    for lang in ("", "/sv", "/en"):
        for ask in (client.get, client.head, client.options):
            assert ask(f"{lang}/peruutus/{token}").status_code == 200

    assert counted(app) == before
    assert raw(app, unsubscribe_link, "used_at") == [(None,)]


def test_it_goes_on_working_after_its_card_is_erased(app, token, card):
    with app.extensions["engine"].begin() as db:
        db.execute(delete(entry).where(entry.c.card == card))
        db.execute(delete(cards).where(cards.c.id == card))

    answer = press(app.test_client(), token)

    assert (answer.status_code, forbidden(app), ledger(app)) == (200, {made.hashed(app)}, [])


def test_of_a_card_that_was_merged_the_other_s_ledger_tells_it(app, token, card):
    other = made.card(app)
    with app.extensions["engine"].begin() as db:
        db.execute(update(cards).where(cards.c.id == card).values(merged_into=other))

    press(app.test_client(), token)

    assert raw(app, permission, "card") == [(other,)]


def test_what_was_permitted_again_meanwhile_a_press_on_an_old_link_forbids_again(app, token, card):
    client = app.test_client()
    press(client, token)
    made.permit(app, card)
    assert "<button" in client.get(f"/en/peruutus/{token}").text

    press(client, token)

    assert forbidden(app) == {made.hashed(app)}
    assert [state for _, state, *_ in ledger(app)] == ["prohibited", "permitted", "prohibited"]


def test_the_last_days_on_the_card_are_counted_anew(app, token):
    with app.extensions["engine"].begin() as db:
        db.execute(update(entry).values(purposes="newsletter", expires_on=date.max))

    press(app.test_client(), token)

    ((until,),) = raw(app, entry, "expires_on")
    assert until < date.max


def test_it_works_where_nothing_can_be_opened(app, token):
    """The public side alone, as it runs apart from the owner's: it has no page that opens anything."""
    public = create_app(app.extensions["config"], Side.PUBLIC)

    answer = press(public.test_client(), token)

    assert (answer.status_code, ledger(app)) == (200, [PROHIBITED])
    close(public)


def test_a_provider_that_posts_for_many_of_one_network_is_never_refused(app, card):
    tokens = [made.link(app, card) for _ in range(MANY + 5)]
    client = app.test_client()

    assert {press(client, token, **AWAY).status_code for token in tokens} == {200}
    assert ledger(app) == [PROHIBITED]


@pytest.mark.parametrize(("age", "left"), [(729, 1), (730, 1), (731, 0)])
def test_a_link_goes_when_its_time_is_over(app, card, age, left):
    made.link(app, card, ago=timedelta(days=age))
    before = clock.day(clock.utcnow() - timedelta(days=730))

    gone = app.extensions["writer"].submit(lambda db: store.expire_links(db, before))

    assert (gone, len(raw(app, unsubscribe_link, "day"))) == (1 - left, left)
