"""The two sides of one code base."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the handler's two sides a process is; in production each runs as a system user of its own."""

    PUBLIC = "public"
    OWNER = "owner"
    BOTH = "both"

    @property
    def takes_messages(self) -> bool:
        return self is not Side.OWNER

    @property
    def opens_messages(self) -> bool:
        return self is not Side.PUBLIC
