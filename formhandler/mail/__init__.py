"""
Mail to the owner, which says that messages came and how many, or how a month was, and what every mail needs.

outbox.py     the notices and reports that wait, a notice in the same transaction as the message it tells of
deliver.py    from the outbox to the mail server, again and again until it took them
address.py    what MAIL_URL and IMAP_URL say
smtp.py       the server that takes our mail: a session with it, one mail
imap.py       the privacy mailbox on its server
dsn.py        which of our mails came back, and why
heartbeat.py  whether the privacy mailbox is alive

The owner's answers are formhandler/letters/.
"""

from formhandler.mail.deliver import Letters, Report, deliver_due
from formhandler.mail.outbox import (
    Summary,
    cancel_reports,
    count_sent,
    forget_sent,
    has_week,
    queue_notice,
    queue_report,
    queue_week,
    retry_failed,
    summary,
)

__all__ = [
    "Letters",
    "Report",
    "Summary",
    "cancel_reports",
    "count_sent",
    "deliver_due",
    "forget_sent",
    "has_week",
    "queue_notice",
    "queue_report",
    "queue_week",
    "retry_failed",
    "summary",
]
