"""
Cards from files, and files of cards.

views.py   the pages of import and export
"""
