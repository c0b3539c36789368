"""
The month's figures by mail, for the owner who has switched it on.

queue.py     which month's report is due, queued exactly once;  store.py its SQL
writing.py   the mail, and the same as a file;                  plain.py its text without HTML
bars.py      the days as bars that a mail program draws
commands.py  flask counts report
"""

from formhandler.reports.commands import register
from formhandler.reports.queue import due
from formhandler.reports.store import is_on, off, on
from formhandler.reports.writing import writer_of

__all__ = ["due", "is_on", "off", "on", "register", "writer_of"]
