"""
What people ask of us about their data, and by when it is answered.

deadlines.py   the last day to answer, by GDPR Art. 12(3) and Reg. 1182/71
case.py        one request, opened
changing.py    what somebody does with it
store.py       the SQL of requests
followups.py   what visitors asked on the site and nobody has taken to the desk yet
desk.py        the page of everything that is due, and of a new request; others.py what else presses
one.py         the page of one request; restricting.py restricting the person's card
week.py        the mail that tells once a week how much presses
words.py       what the pages say
views.py       where they are put together
"""
