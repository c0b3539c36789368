"""
Mail to the owner: that messages came and how many, never what they say or whose they are.

outbox.py   the notices that wait, in the same transaction as the message they tell of
deliver.py  from the outbox to the mail server, again and again until it took them
smtp.py     the mail server: its address, a session with it, one mail
"""

from formhandler.mail.deliver import Report, deliver_due
from formhandler.mail.outbox import Summary, count_sent, forget_sent, queue_notice, retry_failed, summary

__all__ = [
    "Report",
    "Summary",
    "count_sent",
    "deliver_due",
    "forget_sent",
    "queue_notice",
    "retry_failed",
    "summary",
]
