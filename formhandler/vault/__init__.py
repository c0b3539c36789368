"""
The vault: what a visitor sends is sealed to a key that only the owner can use.

contents.py    what was sealed, read with care
keys.py        the archive key, its public half on disk, and those this database is sealed to
envelope.py    sealing and opening one message; rows.py the same for the register's rows
slots.py       the private half on disk, wrapped: slot.py has one slot, legacy.py those of version 0.1.0
passphrase.py  from a passphrase to a wrapping key;   managed.py  the key file instead
keyfile.py     32 random bytes on the disk, made once and read with care
users.py       who opens it; user.py, codes.py
kit.py         the printed words; words.py, canary.py, qr.py
state.py       what public.json says of all this to the public side
rotation.py    another archive key for everything; store.py
making.py      a new vault, and a database that knows it
commands.py    flask vault …; terminal.py what it asks and shows
files.py       the vault's small files on the disk; errors.py what can be wrong with them
"""

from formhandler.vault.errors import VaultError
from formhandler.vault.keys import PrivateKey, PublicKey, check_same, load_public, remember

__all__ = ["PrivateKey", "PublicKey", "VaultError", "check_same", "load_public", "remember"]
