"""
Telling people that their data came from somebody else (GDPR Art. 14), within the time that the record says.

letter.py   what a person has to be told, from the record
store.py    the SQL: who has not been told yet, and that they were
views.py    /ilmoitettavat, and the letter of each
"""
