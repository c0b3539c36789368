"""
How long to wait after wrong tries to sign in: by network, never by account.

An account that locks shuts its owner out whenever somebody else mistypes. Here the network waits from which
the wrong tries came, and longer each time: after the fifth 1 second, then 2, 4, 8 … up to 15 minutes, so
one network has some 110 tries a day. When wrong tries pour in from everywhere, every network that has missed
waits from its first miss on; one that has not missed today is let through, so that the owner gets in.

Whoever knows a passphrase could guess its one-time codes from many networks. So after the fifth wrong code
with a right passphrase that one slot waits, too, in the same steps: only they, and its user, can notice.
"""

from datetime import date, datetime, timedelta

from formhandler.contact.rates import Rates

DAY = timedelta(days=1)
#: Wrong tries of one network without a wait: people mistype.
FREE = 5
LONGEST = timedelta(minutes=15)
#: This many wrong tries from everywhere within an hour are no mistyping.
STORM = 300
HOUR = timedelta(hours=1)
#: Wrong codes remembered of one slot: past these the wait is the longest anyway.
MOST = 50
#: The first wait of a network that misses in a storm.
IN_STORM = timedelta(minutes=1)


class Tries:
    """Wrong tries, in memory alone and by networks that nobody can name: what it keeps, Rates keeps."""

    def __init__(self) -> None:
        self._networks, self._all = Rates(), Rates()
        self._codes: dict[str, list[datetime]] = {}  # slot -> its wrong codes after a right passphrase
        self._since = 0  # wrong tries from everywhere since somebody got in

    def until(self, address: str | None, *, now: datetime) -> datetime:
        """From when on *address* may try again; *now* or earlier: at once."""
        last = self._networks.last(address, now=now)
        if last is None:
            return now
        missed = self._networks.count(address, now=now, within=DAY)
        storm = self._all.count(None, now=now, within=HOUR) >= STORM
        return last + (wait(missed, IN_STORM) if storm else wait(missed - FREE + 1))

    def missed(self, address: str | None, *, now: datetime) -> None:
        """Note a wrong try."""
        self._networks.add(address, now=now, within=DAY)
        self._all.add(None, now=now, within=HOUR)
        self._since += 1

    def hit(self, address: str | None, *, now: datetime) -> int:
        """
        Somebody got in from there: whatever they had mistyped is forgiven.

        Returns:
            How many wrong tries there were from everywhere since the last time.
        """
        self._networks.clear(address, now=now)
        since, self._since = self._since, 0
        return since

    def code_until(self, slot: str, *, now: datetime) -> datetime:
        """From when on another code of *slot* is looked at; *now* or earlier: at once."""
        wrong = [moment for moment in self._codes.get(slot, []) if now - moment < DAY]
        return wrong[-1] + wait(len(wrong) - FREE + 1) if wrong else now

    def code_missed(self, slot: str, *, now: datetime) -> None:
        """Note a wrong code that came with the right passphrase of *slot*."""
        self._codes[slot] = [*self._codes.get(slot, [])[-MOST:], now]

    def code_hit(self, slot: str) -> None:
        """The right code came: the wrong ones are forgiven."""
        self._codes.pop(slot, None)

    def forget(self, today: date) -> None:
        """Let yesterday's counts go."""
        self._networks.forget(today)
        self._all.forget(today)


def wait(nth: int, first: timedelta = timedelta(seconds=1)) -> timedelta:
    """The *nth* wait: *first*, then twice as long each time, up to LONGEST; none before the first."""
    if nth < 1:
        return timedelta()
    doubled: int = 2 ** min(nth - 1, 20)
    return min(first * doubled, LONGEST)
