"""
The pages about the desk itself; those about messages are with their features.

door.py      signing in, locking
setup.py     the first owner, on a machine where nobody has signed in yet
own.py       a user's own passphrase, one-time codes, recovery codes
archive.py   how the archive opens: the key's page and the yearly drill
kit.py       printing the recovery kit and proving it
rotation.py  changing the archive's key
users.py     who may sign in
log.py       the access log
errors.py    what a person sees when something is wrong
"""
