"""The breaker opens when messages come from everywhere at once, and closes by itself."""

from datetime import UTC, datetime, timedelta

from formhandler.contact.breaker import LIMIT, WINDOW, Breaker
from tests.formhandler.app import ACTION, SAME, cheap_ticket, count, owner, shown

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def rush(breaker, n, now=NOON):
    for number in range(n):
        breaker.add(now=now + number * SECOND)


def send(app, paid, body, address="192.0.2.7"):
    """The static form's post, as its script sends it, from a network of one's own."""
    return app.test_client().post(
        ACTION,
        data={"body": body, "ticket": paid},
        headers=SAME,
        environ_base={"REMOTE_ADDR": address},
    )


def test_it_opens_at_one_message_more_than_a_small_business_gets():
    breaker = Breaker()

    rush(breaker, LIMIT)
    assert not breaker.open(now=NOON + WINDOW / 2)
    rush(breaker, 1)
    assert breaker.open(now=NOON + WINDOW / 2)


def test_it_closes_by_itself_when_the_rush_is_over():
    breaker = Breaker()
    rush(breaker, LIMIT + 1)

    assert breaker.open(now=NOON + WINDOW - SECOND)
    assert not breaker.open(now=NOON + WINDOW)


def test_in_a_rush_a_ticket_leads_to_the_check_page_and_the_reason_is_shown(app, visitor):
    for number in range(LIMIT):
        assert send(app, cheap_ticket(app), f"Message {number}", f"10.0.{number}.7").status_code == 303

    page = send(app, cheap_ticket(app), "One too many", "10.1.0.7")
    assert (page.status_code, shown(page)["body"], count(app)) == (200, "One too many", LIMIT)

    reference = visitor.send("Checked in the rush")
    assert count(app, "message") == LIMIT + 1, "nothing is dropped, and the rush alone is no sentence"
    assert "sent in a rush from many networks" in owner(app, "inbox", "show", reference)


def test_one_network_alone_opens_no_breaker(app):
    paid = cheap_ticket(app)
    for _ in range(LIMIT + 10):
        assert send(app, paid, "The same click").status_code == 303

    assert send(app, cheap_ticket(app), "Somebody else", "198.51.100.7").status_code == 303
