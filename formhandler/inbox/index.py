"""
Everything that was sent and answered, opened: in the owner's process's memory, while anybody has unlocked.

All sessions share one index. It holds what lies sealed in the database (who, how it begins, the words to
search); in which state a message is, the database says at each request. It picks up what came and lets go of
what was erased; it writes nothing anywhere, and the last lock empties it. Python cannot wipe the memory that
it gives back: against whoever reads this process's memory during or soon after an unlock there is no help.
"""

import threading
from collections.abc import Container, Iterable

from sqlalchemy import Connection

from formhandler.answers import opened as answers
from formhandler.answers import store as answer_store
from formhandler.inbox import store
from formhandler.inbox.entry import Entry
from formhandler.inbox.opened import open_message
from formhandler.search import Vocabulary
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring


class Index:
    """The opened messages and answers."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.forget()

    def forget(self) -> None:
        """Let everything go: the last session was locked."""
        with self._lock:
            self._entries: dict[int, Entry] = {}
            self._numbers: dict[str, int] = {}  # of messages, by id
            self._words = Vocabulary()
            self._closed: dict[int, str] = {}  # what did not open, and the keys that were tried
            self._tally: tuple[store.Tally, store.Tally] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def refresh(self, db: Connection, keys: Keyring) -> None:
        """
        Open what came since the last time, and forget what was erased.

        Costs two counts (3 ms of 10,000 messages) when nothing came or went.
        """
        with self._lock:
            tally = store.tally(db)
            again = {seq for seq, tried in self._closed.items() if tried != keys.key_ids}
            if tally == self._tally and not again:
                return
            self._refresh_messages(db, keys, again)
            self._refresh_answers(db, keys)
            self._tally = tally

    def entry(self, seq: int) -> Entry | None:
        """The message of this order number; None if it came after the last refresh, or is gone."""
        return self._entries.get(seq)

    def sender(self, entry: Entry) -> str:
        """By what a message's sender can be called: a follow-up names nobody, its first may."""
        first = self._entries.get(self._numbers.get(entry.thread, 0))
        return entry.sender or (first.sender if first else "")

    def search(self, typed: str) -> list[Entry]:
        """What answers *typed*: where every word stands as it was typed first, then the newest."""
        with self._lock:
            hits = [(hit.exact, self._entries[hit.key]) for hit in self._words.search(typed)]
        hits.sort(key=lambda hit: (hit[0], hit[1].when), reverse=True)
        return [entry for _, entry in hits]

    def of_sender(self, seq: int) -> list[Entry]:
        """All that the sender of this message sent, the newest first: by address, number or conversation."""
        with self._lock:
            if (known := self._entries.get(seq)) is None:
                return []
            found = [
                entry
                for entry in self._entries.values()
                if entry.key > 0 and (entry.addresses & known.addresses or entry.thread == known.thread)
            ]
        return sorted(found, key=lambda entry: entry.key, reverse=True)

    def asking(self, requests: Container[str]) -> list[Entry]:
        """The messages that ask for one of *requests*, as "erase", the oldest first."""
        with self._lock:
            found = [entry for entry in self._entries.values() if entry.request in requests]
        return sorted(found, key=lambda entry: entry.key)

    def of_threads(self, threads: Iterable[str]) -> dict[str, str]:
        """The reference of the newest message of each of these conversations."""
        asked = set(threads)
        with self._lock:
            messages = [entry for entry in self._entries.values() if entry.thread in asked and entry.key > 0]
        return {entry.thread: entry.reference for entry in sorted(messages, key=lambda entry: entry.key)}

    def _refresh_messages(self, db: Connection, keys: Keyring, again: set[int]) -> None:
        there = store.sequence(db)
        self._drop({key for key in self._entries if key > 0} - there)
        for sealed in store.by_seq(db, (there - self._entries.keys()) | (again & there)):
            self._closed.pop(sealed.seq, None)
            self._numbers[sealed.id] = sealed.seq
            try:
                opened = open_message(sealed, keys)
            except EnvelopeError as problem:
                self._closed[sealed.seq] = keys.key_ids
                self._entries[sealed.seq] = Entry.unopened(sealed, problem)
                continue
            self._entries[sealed.seq] = Entry.of_message(sealed, opened)
            self._words.add(sealed.seq, _findable(sealed.reference, opened.fields.values()))

    def _refresh_answers(self, db: Connection, keys: Keyring) -> None:
        there = {-seq for seq in store.answers(db)}
        self._drop({key for key in self._entries if key < 0} - there)
        for sealed in answer_store.by_seq(db, (-key for key in there - self._entries.keys())):
            try:
                answer = answers.open_answer(sealed, keys)
            except EnvelopeError:
                continue  # its conversation tells of it
            entry = Entry.of_answer(sealed, answer)
            self._entries[entry.key] = entry
            self._words.add(entry.key, _findable("", (answer.subject, answer.text)))

    def _drop(self, keys: Iterable[int]) -> None:
        for key in keys:
            self._numbers.pop(self._entries.pop(key).id, None)
            self._closed.pop(key, None)
            self._words.remove(key)


def _findable(reference: str, texts: Iterable[str]) -> str:
    """What a search goes through; a reference is also found without its dash."""
    return "\n".join([reference, reference.replace("-", ""), *texts])
