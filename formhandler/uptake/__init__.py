"""
The owner's page of consents: how many were asked and what they answered, in which words, and whether the
record of it is whole.

spans.py    the weeks or months of a period, with those in which nothing happened
asked.py    the words: those that are shown at present, and earlier ones
pictures.py the charts
store.py    all of its SQL
views.py    /suostumukset
"""
