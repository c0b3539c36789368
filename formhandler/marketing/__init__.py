"""
Marketing lists: who may be marketed to by one channel, as a file for whoever sends the messages.

making.py  one list: each line with a link of its own that ends the marketing
file.py    the list as CSV
store.py   the SQL: in which language somebody is spoken to, and whether anything changed meanwhile
views.py   /luettelot

Who is on a list is said by permissions/listing.py and its gate alone. Of a list nothing is kept but that it
was made: when, by whom, for whom, what for, and which cards it named. unsubscribing/ answers the links.
"""
