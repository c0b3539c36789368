"""
The permission ledger: who may be contacted how, and the one gate through which every marketing list passes.

channels.py   the channels and states, and the keyed hash by which a prohibition outlives its card
views.py      the pages of the ledger
"""
