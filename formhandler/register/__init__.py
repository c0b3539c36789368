"""
The register: cards of people and organisations, and what is on them.

fields.py    what a card can hold, and which of it the record declares
card.py      a card and its entries, opened
checking.py  what comes in is checked, whichever way
changing.py  the only way anything gets onto a card
clocks.py    until when an entry is kept; expiring.py counts it anew, recounting.py when the record changed
sweeping.py  the SQL of what goes on its day; heading.py the head of a card, also of one that lost entries
index.py     by what every card is found, in memory; heads.py its SQL, query.py what was typed
searching.py the first page and what a search found; doubles.py the pages of duplicates
merging.py   two cards become one, and are taken apart again; moving.py its SQL
assigning.py a message of the inbox goes onto a card
reading.py   what a page of the register has at hand
views.py     the addresses of the pages of cards
pages.py     the page of one card; shown.py what stands on it, words.py how it is said
writing.py   the forms of entries; forms.py what is typed there, relating.py the form of the relationship
posting.py   what every form does: who writes, on which version
store.py     the SQL of cards and entries
"""
