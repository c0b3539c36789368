"""
Invented figures in a database of their own, so that a newcomer sees the dashboard full.

calendar.py  how many visits a day has;   visits.py  the visits, one by one
filling.py   the database;                commands.py  flask counts demo
"""

from formhandler.demo.commands import register

__all__ = ["register"]
