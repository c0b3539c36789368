"""
Answers: what the owner writes back, and the texts they begin from.

answer.py    an answer and a draft, as they lie sealed in the archive
opened.py    opening them with the archive's key
writing.py   the writing form as it was posted, and what is wrong with it
check.py     what the owner is told before it leaves
sending.py   an answer, its letter, the messages' state and the draft: one transaction
store.py     all of their SQL
panel.py     a conversation with its answers, for the page of a message
views.py     writing, checking, sending, taking back
template.py  an answer's beginning in three languages, with places for names
pohjat.py    the page of templates
law.py       what the law asks when a message is a request
"""
