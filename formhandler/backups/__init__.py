"""
Backups, and what must not come back with them.

tombstones.py   what was erased or forbidden since a backup was made
"""
