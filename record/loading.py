"""From a file to a record, or to the list of everything that is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from record import choice, services, ways
from record.errors import Fault, RecordError
from record.model import Record
from record.pieces import extended
from record.reading import Reading
from record.rules import judge
from record.table import Found, Table


def load(path: Path, *, today: date) -> Record:
    """
    Read and judge the record at *path*.

    Args:
        today: Calendar date in Europe/Helsinki: the law in force on it, attestations good on it.
    Raises:
        RecordError: With every fault that was found; the file may also be absent, not UTF-8 or not TOML.
    """
    record, faults = read(_parse(path), Reading(root=project_root(path), today=today))
    if faults:
        raise RecordError(replace(fault, file=path) for fault in faults)
    return record


def read(raw: Mapping[str, Any], reading: Reading) -> tuple[Record, list[Fault]]:
    """
    Read and judge a parsed record, taking notes in a fresh *reading*.

    Returns:
        The record, and every fault in it. If there are any, blanks stand in the record for what could
        not be read: use it for nothing.
    """
    whole = extended(raw, choice.first([*services.pieces(raw), *ways.pieces(raw)]))
    reading.brought = whole.brought
    table = Table(Found(whole.raw, "", reading), serves="gdpr-12-1")
    record = Record.read(table)
    table.close()
    return record, [reading.owners(fault) for fault in (*reading.faults, *judge(record, reading))]


def project_root(path: Path) -> Path:
    """
    The folder where the record's paths start (balancing notes, agreements).

    The parent of ``content/`` for a record that lies there, as the owner's does. Otherwise its own folder, if
    there are documents in it; a copy that lies somewhere alone is judged from the folder one works in.
    """
    folder = path.resolve().parent
    if folder.name == "content":
        return folder.parent
    return folder if (folder / "docs").is_dir() else Path.cwd()


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem, advice = "there is no such file", "Name the record's file."
    except OSError as error:
        problem, advice = f"cannot be read ({error.strerror})", "Name a file that you have leave to read."
    except UnicodeDecodeError as error:
        byte, line = error.object[error.start], error.object.count(b"\n", 0, error.start) + 1
        problem, advice = f"is not UTF-8: byte 0x{byte:02x} on line {line}", "Save the file as UTF-8."
    except tomllib.TOMLDecodeError as error:
        problem, advice = f"is not TOML: {error}", "Mend the file there."
    raise RecordError([Fault("", problem, advice, file=path)])
