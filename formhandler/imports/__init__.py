"""
Figures of other programs, taken over once: sums a day, and nothing of anybody who read the site.

table.py       a CSV file, line by line;   referrer.py  a host as others write it
taken.py       what was taken so far, in memory with a bound
goatcounter.py, goatsums.py  GoatCounter's two exports;  plausible.py  Plausible's
combined.py    an access log in the combined format
fitting.py     sessions fitted to our rule;   screens.py, moment.py  what a width and a moment are
importing.py   one file, whole or not at all;    store.py    its SQL
fault.py       what can be wrong, and where;     words.py    the same, said to the owner
commands.py    flask counts import
"""

from formhandler.imports.commands import register

__all__ = ["register"]
