"""
Backups, and what must not come back with them.

tombstones.py   what was erased or forbidden, in the database
log.py          its copy in DATA/tombstones, which goes into no backup
replaying.py    carrying it out again in a database that was put back
container.py    the sealed file;  dump.py, unpacking.py   what goes into it and comes out
making.py       make, try, let go of;  opening.py, restoring.py   put back
commands.py     flask backup …, flask restore
"""
