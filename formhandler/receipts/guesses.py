"""How many wrong codes are too many: from one network, and from all of them together."""

from datetime import date, datetime, timedelta

from formhandler.contact.rates import Rates

WINDOW = timedelta(minutes=10)
#: Wrong codes that one network may try within WINDOW: a person mistypes, and several people share a network.
ALLOWED = 10
#: Wrong codes from everywhere within WINDOW that are no longer mistyping: one a second.
STORM = 600
#: What one network may try in a storm. Not none: a storm must not keep out whoever has a right code.
ALLOWED_IN_STORM = 2


class Guesses:
    """Counts wrong codes; a right one costs nothing. What it knows of networks is what Rates knows."""

    def __init__(self) -> None:
        self._networks, self._all = Rates(), Rates()

    def too_many(self, address: str | None, *, now: datetime) -> bool:
        """Tell whether *address* has to wait before its next code is looked at."""
        storm = self._all.count(None, now=now, within=WINDOW) >= STORM
        allowed = ALLOWED_IN_STORM if storm else ALLOWED
        return self._networks.count(address, now=now, within=WINDOW) >= allowed

    def wrong(self, address: str | None, *, now: datetime) -> None:
        """Note that a code from *address* opened nothing."""
        self._networks.add(address, now=now, within=WINDOW)
        self._all.add(None, now=now, within=WINDOW)

    def forget(self, today: date) -> None:
        """Let yesterday's counts go, also when nobody tries anything today."""
        self._networks.forget(today)
        self._all.forget(today)
