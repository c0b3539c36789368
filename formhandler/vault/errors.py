"""What can be wrong with a vault. Every message says where, what was found and what to do."""


class VaultError(Exception):
    """The vault cannot be used as it is."""


class VaultExists(VaultError):
    """A vault stands there already. It is never overwritten: with the key every message would be lost."""


class VaultMissing(VaultError):
    """There is no vault, or no slot of the kind that was asked for."""


class VaultLost(VaultError):
    """There was a vault: messages are sealed to it. It has to come back; a new one would not open them."""


class VaultBroken(VaultError):
    """A file of the vault is not what it should be."""


class VaultClosed(VaultError):
    """The process that asks is not allowed to read this file."""


class KeyFileExposed(VaultError):
    """Others than its owner may read managed.key."""


class WrongPassphrase(VaultError):
    """No slot opens with this passphrase."""


class UnfitPassphrase(VaultError):
    """The passphrase is too short to protect an archive, or too long to be one."""


class KeyChanged(VaultError):
    """The public half on disk is not the one that this database is sealed to."""
