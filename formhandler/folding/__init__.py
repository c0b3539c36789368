"""
Visits counted from the log that the web server writes.

files.py     which files a log lies in, and which was being counted;  blocks.py  a file in blocks of lines
judged.py    what lines were judged as;                adding.py  lines, added up
store.py     all of its SQL: how far each log was counted
follower.py  one log, counted to its end
commands.py  flask counts fold
"""

from formhandler.folding.commands import register

__all__ = ["register"]
