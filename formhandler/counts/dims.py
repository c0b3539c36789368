"""The dimensions, by their numbers in the tables. Each is counted by itself, never crossed with another."""

#: views, entries, reloads, returns: how many in all
TOTAL = 1
#: the host that an arrival came from, "" without one
SOURCE = 2
#: phone, tablet, desktop
DEVICE = 3
#: the browser's first language
LANG = 4
#: addresses without a page
MISSING = 5
#: the page of a form that was sent
FORM = 6
#: why a request was not counted
LEFT = 7
#: what a link was tagged with
CAMPAIGN = 8

ALL = (TOTAL, SOURCE, DEVICE, LANG, MISSING, FORM, LEFT, CAMPAIGN)
#: Their keys are words of our own: no visitor can make more of them, so nobody counts them.
OWN_WORDS = frozenset({TOTAL, DEVICE, LEFT})
