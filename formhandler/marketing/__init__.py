"""
Marketing lists, and the link in each mail that ends it.

views.py   the owner's pages of lists
"""
