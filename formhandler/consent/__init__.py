"""
The consent record: what was asked, in which words, and what was answered; of nobody in particular.

event.py      one choice, as it is kept for ever unchanged; terms.py the same in the terms of the standard
chain.py      what makes it show when one is changed or missing
store.py      the SQL that adds and finds;   rows.py the SQL that goes through all of it
verifying.py  whether it is what was written; words.py what was found, said to the owner; checked.py when
erasing.py    what goes on its last day
exporting.py  everything, for the authority
commands.py   flask consent …
"""

from formhandler.consent.commands import register

__all__ = ["register"]
