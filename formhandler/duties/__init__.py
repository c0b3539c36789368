"""
What the law has the owner be able to show: breaches, disclosures, the record of processing.

breach.py      a personal data breach and its 72 hours
disclosure.py  to whom data was given, what, why and on what ground
keeping.py     until when each line is kept
store.py       the SQL of both, rows of `dossier`
breaches.py    the pages of breaches; disclosures.py those of disclosures
processing.py  the record of processing as a page and as a file
agreements.py  agreements with processors, and balancing notes
views.py       the addresses of all of these
"""
