"""
A TOML table that knows where it stands, what it has been asked for and what was wrong.

The model asks a table for its keys and says of each what it must hold (a `Kind`) and which article is
missed without it. The table answers with a value of the right type, always: where it cannot, it notes
the fault and answers with the kind's blank, so that one pass finds every fault in the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, overload

from record.errors import Unfit
from record.reading import Reading

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Found:
    """A value as it stands in the file, with its place and the notebook of the pass."""

    raw: Any
    place: str
    reading: Reading

    @property
    def question(self) -> Any:
        """What ``{ ask = … }`` asks the owner; None for an ordinary value."""
        return self.raw["ask"] if isinstance(self.raw, dict) and list(self.raw) == ["ask"] else None

    def item(self, raw: Any, step: str) -> Found:
        """A value inside this one: *step* is ``.fi`` or ``[0]``."""
        return Found(raw, self.place + step, self.reading)

    def read(self, kind: Kind[T]) -> T:
        """The value as *kind*, or a fault and the kind's blank."""
        try:
            return kind.parse(self)
        except Unfit as unfit:
            self.refuse(unfit, kind.expects)
            return kind.blank

    def refuse(self, unfit: Unfit, expects: str) -> None:
        """Note that the value is not what it should be: *expects* completes "Write …"."""
        if self.question is not None:
            unfit = Unfit("asks the owner, but this cannot wait for an answer")
        self.reading.fault(self.place, unfit.problem, unfit.advice or f"Write {expects}.")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """
    What a value must be.

    Attributes:
        parse: Turns what stands in the file into a value; raises `Unfit`.
        blank: Stands in for a value that is missing or unfit, until the record is thrown away.
        expects: Completes "Write …" in an error: "an ISO 8601 period such as P12M".
    """

    parse: Callable[[Found], T_co]
    blank: T_co
    expects: str


class Table:
    """One table of the record. Every key has to be asked for; `close` reports those that were not."""

    def __init__(self, found: Found, *, serves: str) -> None:
        """*serves* is the citation id that is missed without a key, unless the key names its own."""
        self._raw: Mapping[str, Any] = found.raw
        self._serves = serves
        self._known: list[str] = []
        self.place = found.place
        self.reading = found.reading

    # ---------- values ----------
    def need(self, key: str, kind: Kind[T], *, serves: str = "") -> T:
        """The value of a key that must be there."""
        found = self._find(key, required=True, serves=serves)
        if found is None:
            self._missing(key, kind.expects, serves)
            return kind.blank
        return found.read(kind)

    @overload
    def may(self, key: str, kind: Kind[T]) -> T | None: ...
    @overload
    def may(self, key: str, kind: Kind[T], default: D) -> T | D: ...
    def may(self, key: str, kind: Kind[Any], default: Any = None) -> Any:
        """The value of a key that can be left out, or *default*."""
        found = self._find(key, required=False)
        return default if found is None else found.read(kind)

    # ---------- tables ----------
    def table(self, key: str, read: Callable[[Table], T], *, serves: str = "") -> T:
        """The table under a key that must be there."""
        found = self._find(key, required=True, serves=serves)
        if found is None:
            self._missing(key, f"a table [{key}]", serves)
            # Under a place that is already faulty an empty table gives its blanks in silence.
            found = Found({}, self._path(key), self.reading)
        return self._open(found, read, serves)

    def maybe_table(self, key: str, read: Callable[[Table], T], *, serves: str = "") -> T | None:
        """The table under a key that can be left out."""
        found = self._find(key, required=False, serves=serves)
        return None if found is None else self._open(found, read, serves)

    def tables(
        self, key: str, read: Callable[[Table], T], *, serves: str = "", required: bool = True
    ) -> tuple[T, ...]:
        """The tables of ``[[key]]``, in the order of the file; at least one if *required*."""
        found = self._find(key, required=required, serves=serves)
        if found is None or found.raw == []:
            if required:
                self._missing(key, f"at least one [[{key}]]", serves)
            return ()
        if not isinstance(found.raw, list):
            self.reading.fault(found.place, f"is {shown(found.raw)}", f"Write [[{key}]] tables.")
            return ()
        entries = [found.item(raw, f"[{number}]") for number, raw in enumerate(found.raw)]
        return tuple(self._open(entry, read, serves) for entry in entries)

    def close(self) -> None:
        """Report every key that the model does not know."""
        for key in self._raw:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                advice = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(self._known)}."
                self.reading.fault(self._path(key), "is a key that nothing reads", advice)

    # ---------- how ----------
    def _path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _find(self, key: str, *, required: bool, serves: str = "") -> Found | None:
        self._known.append(key)
        self.reading.ask_for(self._path(key), required=required, serves=serves or self._serves)
        return Found(self._raw[key], self._path(key), self.reading) if key in self._raw else None

    def _missing(self, key: str, expects: str, serves: str) -> None:
        self.reading.fault(self._path(key), "missing", f"Write {expects}.", serves or self._serves)

    def _open(self, found: Found, read: Callable[[Table], T], serves: str) -> T:
        if not isinstance(found.raw, dict) or found.question is not None:
            found.refuse(Unfit(f"is {shown(found.raw)}"), "a table")
            found = Found({}, found.place, self.reading)
        table = Table(found, serves=serves or self._serves)
        value = read(table)
        table.close()
        return value


def shown(raw: Any) -> str:
    """A value from the file on one line of an error, as it could stand in TOML."""
    if isinstance(raw, date):
        return raw.isoformat()
    line = json.dumps(raw, ensure_ascii=False, default=str)
    return line if len(line) <= 80 else f"{line[:77]}..."
