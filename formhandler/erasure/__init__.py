"""
Erasing a person's data: all but what a law has us keep, with a statement of both (GDPR Art. 17).

plan.py       what goes, what stays, by which law and until when
erasing.py    carrying it out, in one transaction
store.py      its SQL
statement.py  what the person is told, in their language
views.py      the page with the plan, and the one with the statement
"""
