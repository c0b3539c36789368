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


class SlotChanged(VaultError):
    """The slot was removed or given another passphrase since it was opened: unlock anew."""


class StaleKeyring(VaultError):
    """The archive's key is being changed, and the keyring at hand does not hold both: read the slot anew."""


class PassphraseTaken(VaultError):
    """Another user has this passphrase. As it also says who one is, no two may have the same."""


class WrongCode(VaultError):
    """Neither the code that the phone shows now nor a recovery code."""


class UsedCode(WrongCode):
    """The right code, a second time: whoever looked over a shoulder must not get in with it."""


class NotEnrolled(VaultError):
    """This user has no second factor yet."""


class UnknownUser(VaultError):
    """No user has this slot."""


class LastOwner(VaultError):
    """Without this one nobody could manage users and keys any more."""


class KitProven(VaultError):
    """There is a proven kit, and it is replaced only when that is said."""


class KitMissing(VaultError):
    """The archive opens with passphrases alone, and no proven kit stands by for the day they are lost."""


class WrongWords(VaultError):
    """The words are not a kit's, or not this one's."""


class NotSealable(VaultError):
    """The key file cannot go yet: without it nobody could be sure to open the archive."""


class RotationRunning(VaultError):
    """Another process is changing the archive's key at this moment."""
