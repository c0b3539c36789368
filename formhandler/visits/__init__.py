"""
The owner's page of visits: how many there were, what was read, where they came from.

views.py   /kaynnit, the page of one page, the files, and the notes that staff write
sharing.py /kaynnit/jako: a link for others, a token for programs, the monthly mail
notes.py   what may be written as a note;   store.py its SQL
"""
