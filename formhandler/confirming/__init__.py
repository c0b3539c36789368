"""
Double opt-in: a box for marketing that was ticked in a form counts once its e-mail address has confirmed it.

asking.py     what is kept when the box is ticked, with the mail that asks, sealed for the mail process
link.py       the link in that mail
answering.py  the answer becomes a permission on the card, once there is one
store.py      the SQL
views.py      /vahvistus/<token> in every language

The public side seals the mail and cannot open it; letters/asking.py writes and sends it. The page works while
the vault is locked.
"""
