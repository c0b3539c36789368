"""
Where Flask and WSGI servers look for an application when none is named.

With it plain `flask inbox list` works from this folder, on the data that DATA names.
"""

from formhandler import create_app

__all__ = ["create_app"]
