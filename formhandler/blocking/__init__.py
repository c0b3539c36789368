"""
The owner's page of spam: what each layer caught, and the owner's own lists of words and addresses.

entries.py  what may stand on a list, line by line
sealed.py   the lists as the owner reads them: one sealed document
layers.py   what the layers caught, and each of them in words
store.py    all of its SQL
views.py    /roskaposti

What the form's side knows of the lists, keyed hashes alone, is contact/lists.py.
"""
