"""
The owner's inbox: what was sent, opened with the owner's key.

store.py     all of the owner's side's SQL for messages
opened.py    a message that the owner's key has opened
index.py     all of them in memory while anybody has unlocked; entry.py what it keeps of each
reading.py   the index and the database, for the time of one request
lists.py     the pages that list messages; rows.py their lines
message.py   the page of one message
judging.py   the buttons for spam; verdict.py what they do
views.py     the addresses of all of these
commands.py  flask inbox …; display.py messages as lines of a terminal
"""

from flask import Flask

from formhandler.config import Config
from formhandler.inbox.commands import group
from record import Record


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask inbox …`."""
    app.cli.add_command(group(app, config, record))
