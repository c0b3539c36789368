"""A form that was sent and kept: counted by the page it stands on, in the message's own transaction."""

from datetime import datetime

from werkzeug.datastructures import Headers

from counting import view
from counting.view import Sent
from formhandler import clock
from formhandler.counts import wishes
from record import Record


def sent(record: Record, page: str, headers: Headers, *, now: datetime) -> Sent | None:
    """
    What is to be counted of a form on *page*, if its sender may be.

    Args:
        headers: Of the request.
        now: UTC.
    """
    cookies = headers.get("Cookie", "")
    left_out = (
        not record.counting.on
        or wishes.gpc(headers.get("Sec-GPC", ""))
        or wishes.objects(cookies, record.choice_cookie.name)
        or wishes.own(cookies)
        or not wishes.allows(cookies, record)
    )
    return None if left_out else Sent(view.hour(clock.seconds(now)), page)
