"""
The month's figures by mail, for the owner who has switched it on.

queue.py     which month's report is due, queued exactly once;  store.py its SQL
month.py     what there is to tell of a month;                  plain.py as text
writing.py   the mail, and as HTML;                             bars.py  its days as cells
commands.py  flask counts report
"""

from formhandler.reports.commands import register
from formhandler.reports.queue import due
from formhandler.reports.store import is_on, off, on
from formhandler.reports.writing import writer_of

__all__ = ["due", "is_on", "off", "on", "register", "writer_of"]
