"""
What a person gets to know of their own data, and takes away (GDPR Art. 15 and 20).

person.py      everything that the desk holds of one person, opened
looks.py       who looked at it
store.py       the SQL of both
package.py     all of it as plain data, its shape in schema.json; words.py how its parts are called
rendering.py   the same as a page for people
portable.py    what may be taken to somebody else
delivering.py  the files behind a receipt code
views.py       the page on which it is looked through and handed over
"""
