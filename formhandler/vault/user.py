"""A person who opens the archive: known to the vault only inside the slot that their passphrase opens."""

from dataclasses import dataclass, field
from typing import Any, Self

#: What each may do; each may also do what stands before it.
ROLES = ("reader", "staff", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """What a slot's secret says of its user."""

    name: str
    role: str  # reader: reads; staff: also answers and judges; owner: also users, keys and settings
    totp: str = field(default="", repr=False)  # shared secret, base32 (RFC 6238); empty: not enrolled yet
    last_step: int = 0  # the latest 30-second step whose code was used: a code works once
    recovery: tuple[str, ...] = field(default=(), repr=False)  # hashes of the codes that are left
    initial: bool = False  # the passphrase was given by another person and must be changed

    def may(self, role: str) -> bool:
        """True when this user's role includes *role*."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def as_table(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "role": self.role,
            "totp": self.totp,
            "last_step": self.last_step,
            "recovery": list(self.recovery),
            "initial": self.initial,
        }

    def as_label(self) -> dict[str, str]:
        """What other owners may know."""
        return {"name": self.name, "role": self.role}

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Self:
        return cls(**{**table, "recovery": tuple(table["recovery"])})
