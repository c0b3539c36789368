"""How a build says no."""

from collections.abc import Iterable


class Refused(SystemExit):
    """
    The site cannot be built: exit 1, one line a fault on standard error.

    A SystemExit, because Pelican turns every other exception into a page of traceback, and the owner's next
    step stands in the fault itself.
    """

    def __init__(self, faults: Iterable[object]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
