"""How often one network sends, known without knowing whose network it is."""

import hashlib
import hmac
import ipaddress
import secrets
import socket
import threading
from collections import deque
from datetime import date, datetime, timedelta

#: Networks remembered at once; past it the one heard of longest ago is forgotten. One event each takes 45 MB.
NETWORKS = 50_000
MAPPED = bytes(10) + b"\xff\xff"  # an IPv4 address inside an IPv6 one (RFC 4291, 2.5.5.2)
#: Moments remembered of one network: more than any limit asks about.
MOST = 2_000


class Rates:
    """
    Counts events per /24 (IPv4) or /48 (IPv6) network.

    The network is hashed with a pepper that lives in this process's memory and is renewed every
    day, when all counts go with it: nothing here can be written down, joined or looked up later.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: date | None = None
        self._pepper = b""
        self._seen: dict[bytes, deque[datetime]] = {}

    def add(self, address: str | None, *, now: datetime, within: timedelta) -> int:
        """Count one event from *address* and return how many it has had *within* that time before *now*."""
        # Hashed before the lock is taken, so that dozens of threads don't queue for each other's hashes.
        key = self._key(address, now)
        with self._lock:
            times = self._seen.pop(key, deque(maxlen=MOST))
            while times and times[0] <= now - within:
                times.popleft()
            times.append(now)
            self._seen[key] = times
            if len(self._seen) > NETWORKS:
                del self._seen[next(iter(self._seen))]
            return len(times)

    def count(self, address: str | None, *, now: datetime, within: timedelta) -> int:
        """Return how many events *address* has had *within* that time before *now*, and add none."""
        key = self._key(address, now)
        with self._lock:
            return sum(moment > now - within for moment in self._seen.get(key, ()))

    def last(self, address: str | None, *, now: datetime) -> datetime | None:
        """Return when *address* had its latest event; None if it had none today."""
        key = self._key(address, now)
        with self._lock:
            times = self._seen.get(key)
            return times[-1] if times else None

    def clear(self, address: str | None, *, now: datetime) -> None:
        """Forget the events of *address*."""
        key = self._key(address, now)
        with self._lock:
            self._seen.pop(key, None)

    def _key(self, address: str | None, now: datetime) -> bytes:
        return hmac.digest(self._pepper_of(now.date()), _network(address), hashlib.sha256)[:16]

    def forget(self, today: date) -> None:
        """Let yesterday's counts and pepper go, also when nobody sends anything today."""
        self._pepper_of(today)

    def _pepper_of(self, today: date) -> bytes:
        if self._day is None or today > self._day:
            with self._lock:
                if self._day is None or today > self._day:
                    self._pepper, self._seen, self._day = secrets.token_bytes(32), {}, today
        return self._pepper


def local(address: str | None) -> bool:
    """
    Tell whether *address* is this machine's own.

    It then says nothing about the visitor (a proxy stands in front and PROXIES is not set, or the
    owner tries the form at home), so it must not weigh in a verdict on one message.
    """
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _network(address: str | None) -> bytes:
    """The first 3 bytes of an IPv4 address (/24), the first 6 of an IPv6 one (/48)."""
    try:
        ip = _packed(address or "")
    except (OSError, ValueError):
        return b""  # a Unix socket, or a proxy that sends rubbish: all of those share one count
    if ip.startswith(MAPPED):
        ip = ip.removeprefix(MAPPED)
    return ip[:3] if len(ip) == 4 else ip[:6]


def _packed(address: str) -> bytes:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.inet_pton(family, address.partition("%")[0])
