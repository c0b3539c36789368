"""
What people ask of us about their data, and by when it is answered.

deadlines.py   the last day to answer, by GDPR Art. 12(3) and Reg. 1182/71
case.py        one request, opened
changing.py    what somebody does with it
store.py       the SQL of requests
views.py       the desk's pages
"""
