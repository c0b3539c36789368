"""
The vault: what a visitor sends is sealed to a key that only the owner can use.

keys.py        the archive key, its public half on disk, and the one this database is sealed to
envelope.py    sealing and opening one message
slots.py       the private half on disk, wrapped
passphrase.py  from a passphrase to a wrapping key
"""

from formhandler.vault.errors import VaultError
from formhandler.vault.keys import PrivateKey, PublicKey, check_same, load_public, remember

__all__ = ["PrivateKey", "PublicKey", "VaultError", "check_same", "load_public", "remember"]
