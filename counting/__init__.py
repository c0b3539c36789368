"""
What a visit is: told from a request, a line of a log or a script's message, and nothing of who asked.

view.py       what is counted
judging.py    whether a request counts, and as what
pages.py      which address is which page of the site
agents.py     bots told from people's browsers, and the kind of device
referrers.py  the host that led here, and of which group it is; the hosts are in lists/
languages.py  the browser's language
campaigns.py  the tags of a link
telling.py    what could tell one visitor from another
exits.py      where visits end, from sums alone
line.py       a line of the log of visits
"""
