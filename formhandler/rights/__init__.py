"""
What people ask of us about their data, and by when it is answered.

views.py   the desk's pages
"""
