"""
The permission ledger: who may be contacted how, and the one gate through which every marketing list passes.

channels.py   the channels and states, and the keyed hash by which a prohibition outlives its card
points.py     a card's contact points
ledger.py     the one way a line is written: what it forbids, allows, and until when things are kept by it
gate.py       whether somebody may be reached by a channel; it reads nothing
listing.py    who is on a list, and how many are not for which reason
shown.py      how a card stands, channel by channel; words.py what its page says
form.py       what is typed when something is written down
store.py      the SQL
views.py      the page of a card's ledger
"""
