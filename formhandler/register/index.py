"""
By what every card is found, opened: in the owner's process's memory, while anybody has unlocked.

All sessions share one index. Of each card it keeps one line of folded text, and nothing else: what a list
shows is opened anew for the few cards that are shown. A line is no object that Python's garbage collector
walks, and looking for a word in 100,000 of them takes some milliseconds. It writes nothing anywhere, and the
last lock empties it.

A line is the card's kind (one of `MARKS`), then name, e-mails, phones, addresses and numbers, with `PART`
between them; of each part its items, each between two line ends. A phone stands as it is kept (E.164) and as
dialled in Finland; a number also without its dashes.
"""

import threading
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from formhandler.register import heading, heads
from formhandler.register.card import known
from formhandler.register.query import matching, terms
from formhandler.search import words
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows

PART, ITEM = "\t", "\n"
MARKS = {"person": "\x01", "organisation": "\x02", "contact": "\x03"}
RANKED = 10_000  # cards: of more nobody looks for the first by name, but adds a word
_NAME, _EMAILS, _PHONES, _ADDRESSES, _NUMBERS = range(1, 6)  # places in a line


class Index:
    """The folded line of every card, by its order number, the oldest first; merged cards are left out."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.forget()

    def forget(self) -> None:
        """Let everything go: the last session was locked."""
        with self._lock:
            self._lines: dict[int, str] = {}
            self._versions: dict[int, int] = {}
            self._closed: dict[int, str] = {}  # what did not open, and the keys that were tried
            self._tally: heads.Tally | None = None
            self._doubles: list[tuple[int, ...]] | None = None

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def closed(self) -> int:
        """How many cards do not open."""
        return len(self._closed)

    def refresh(self, db: Connection, rows: Rows) -> None:
        """
        Open what came or changed since the last time, and forget what was erased or merged.

        Costs one count when nothing did.
        """
        with self._lock:
            tally = heads.tally(db)
            again = {seq for seq, tried in self._closed.items() if tried != rows.key_ids}
            if tally == self._tally and not again:
                return
            there = heads.versions(db)
            for seq in self._versions.keys() - there.keys():
                self._drop(seq)
            for seq in again:
                self._versions.pop(seq, None)
            self._open(db, rows, [seq for seq, at in there.items() if self._versions.get(seq) != at])
            self._tally, self._doubles = tally, None

    def newest(self, *, limit: int, offset: int) -> list[int]:
        """Some cards, the newest first."""
        with self._lock:
            return list(islice(reversed(self._lines), offset, offset + limit))

    def search(self, typed: str) -> list[int]:
        """Cards that hold every word: whose name begins with one first, then the newest."""
        asked = terms(typed)
        with self._lock:
            found = matching(self._lines, asked)
            found.reverse()
            if len(found) > RANKED:
                return found
            starts = tuple(f"{mark}{PART}{ITEM}{word}" for mark in MARKS.values() for word in asked.words)
            first = [seq for seq in found if self._lines[seq].startswith(starts)]
        return list(dict.fromkeys((*first, *found)))

    def of_sender(self, email: str, phone: str) -> list[int]:
        """Cards with this e-mail address or this number, the newest first."""
        return self._with([_item(known) for known in addresses(email, phone)])

    def like(self, seq: int) -> list[int]:
        """Cards that may be of the same person or company as this one, the newest first."""
        with self._lock:
            if (line := self._lines.get(seq)) is None:
                return []
            keys = set(_keys(line))
            some = self._with([_item(key[-1]) for key in keys])
            return [one for one in some if one != seq and keys & set(_keys(self._lines[one]))]

    def doubles(self) -> list[tuple[int, ...]]:
        """
        Every set of cards that share an address, a number or name and address; the newest first.

        Takes a second of 100,000 cards, and is remembered until one changes.
        """
        with self._lock:
            if self._doubles is None:
                self._doubles = self._shared()
            return self._doubles

    def _shared(self) -> list[tuple[int, ...]]:
        of_key: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for seq, line in self._lines.items():
            for key in _keys(line):
                of_key[key].append(seq)
        shared = dict.fromkeys(tuple(seqs) for seqs in of_key.values() if len(seqs) > 1)
        return sorted(shared, key=lambda seqs: seqs[-1], reverse=True)

    def _with(self, items: Sequence[str]) -> list[int]:
        with self._lock:
            found = {seq for item in items for seq, line in self._lines.items() if item in line}
        return sorted(found, reverse=True)

    def _open(self, db: Connection, rows: Rows, seqs: Sequence[int]) -> None:
        newest = next(reversed(self._lines), 0)
        for head in heads.by_seq(db, seqs):
            self._versions[head.seq] = head.version
            try:
                content = heading.content(db, rows, head.id, head.key_id, head.sealed)
                self._lines[head.seq] = _line(head.kind, content)
            except EnvelopeError:
                self._lines.pop(head.seq, None)
                self._closed[head.seq] = rows.key_ids
            else:
                self._closed.pop(head.seq, None)
        if seqs and min(seqs) < newest:  # one came back from behind another
            self._lines = dict(sorted(self._lines.items()))

    def _drop(self, seq: int) -> None:
        del self._versions[seq]
        self._lines.pop(seq, None)
        self._closed.pop(seq, None)


def _line(kind: str, content: Any) -> str:
    """
    Of a head as it lies sealed: for 100,000 it pays not to make objects of them first.

    Raises:
        UnknownVersion: another version of this program sealed it.
    """
    known(content)
    phones = content["phones"] + ["0" + phone[4:] for phone in content["phones"] if phone.startswith("+358")]
    numbers = content["numbers"]
    numbers = numbers + [number.replace("-", "") for number in numbers if "-" in number]
    parts = [content["name"]], content["emails"], phones, content["addresses"], numbers
    folded = words.fold(PART.join([ITEM + ITEM.join(part) + ITEM for part in parts]))
    return MARKS[kind] + PART + folded


def _item(folded: str) -> str:
    return ITEM + folded + ITEM


def addresses(email: str, phone: str) -> list[str]:
    """What somebody wrote as their address and number, as a line has them; a number in any writing."""
    found = (" ".join(words.fold(email).split()), words.digits(phone))
    return [one for one in found if one]


def _keys(line: str) -> list[tuple[str, ...]]:
    """By which cards of one kind may be of the same: kind, part and text, or kind, name and address."""
    parts = line.split(PART)
    kind, name = parts[0], parts[_NAME].strip()
    keys: list[tuple[str, ...]] = [
        (kind, str(part), text) for part in (_EMAILS, _PHONES) for text in parts[part].split()
    ]
    if kind == MARKS["organisation"]:
        keys += [(kind, "id", text) for text in parts[_NUMBERS].split(ITEM) if _business_id(text)]
    if name:
        keys += [(kind, name, place) for place in parts[_ADDRESSES].split(ITEM) if place]
    return keys


def _business_id(text: str) -> bool:
    """1234567-8: no invoice's number looks so by chance often enough to matter for a suggestion."""
    return len(text) == 9 and text[7] == "-" and text[:7].isdecimal() and text[8].isdecimal()
