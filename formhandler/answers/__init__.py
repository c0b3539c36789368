"""
Answers: what the owner writes back, and the texts they begin from.

answer.py    an answer and a draft, as they lie sealed in the archive
opened.py    opening them with the archive's key
conversation.py   what a visitor sent and what was answered, opened
panel.py     the same for the page of a message; law.py what the law asks when a message is a request
writing.py   the writing form as it was posted, and what is wrong with it
check.py     what the owner is told before it leaves
said.py      the words that go with it, in the visitor's language
outgoing.py  sealing it, and its letter
sending.py   an answer, its letter, the messages' state and the draft: one transaction
store.py     all of their SQL
views.py     the addresses; case.py one conversation before the owner, post.py what the writing form's button
             asks for, decision.py what the button beside an answer does
template.py  an answer's beginning in three languages, with places for names; firsts.py the four first ones
pohjat.py    the page of templates; shelf.py the templates as they lie sealed
"""
