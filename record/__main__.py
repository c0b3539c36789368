"""
The owner's way to the record: ``python -m record``.

    check [FILE] [--publish]    judge the record; exit 0, or 1 with one line a fault on stderr
    processing [FILE] [--lang]  print the record of processing activities (GDPR Art. 30)
    json [FILE]                 print what is public as JSON
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from record import Record, RecordError, load, machine, material_hash, processing

_DEFAULT = Path("content/record.toml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = _parser().parse_args(arguments)
    today = datetime.now(ZoneInfo("Europe/Helsinki")).date()
    try:
        record = load(options.file, today=today)
    except RecordError as error:
        print(error, file=sys.stderr)
        return 1
    return int(options.command(record, options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m record", description="The record of processing.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="judge the record")
    check.add_argument("--publish", action="store_true", help="refuse facts that are not stated yet")
    check.set_defaults(command=_check)
    document = commands.add_parser("processing", help="print the record of processing (GDPR Art. 30)")
    document.add_argument("--lang", help="fi, sv or en; the binding language otherwise")
    document.set_defaults(command=_processing)
    data = commands.add_parser("json", help="print what is public as JSON")
    data.set_defaults(command=_json)
    for command in (check, document, data):
        command.add_argument("file", nargs="?", type=Path, default=_DEFAULT, metavar="FILE")
    return parser


def _check(record: Record, options: argparse.Namespace) -> int:
    for gap in record.unstated():
        line = f"{options.file}: {gap.place}: not stated yet. {gap.question[record.binding]}"
        print(line, file=sys.stderr if options.publish else sys.stdout)
    if options.publish and record.unstated():
        return 1
    print(f"{options.file}: version {record.edition.version} is in order. {_size(record)}")
    print(f"{options.file}: meaning {material_hash(record)}")
    return 0


def _size(record: Record) -> str:
    parts = {
        "purposes": record.purposes,
        "data groups": record.groups,
        "recipients": record.recipients,
        "rights": record.rights,
        "facts to state": record.unstated(),
    }
    return ", ".join(f"{len(entries)} {name}" for name, entries in parts.items()) + "."


def _processing(record: Record, options: argparse.Namespace) -> int:
    language = options.lang or record.binding
    if language not in record.languages:
        print(f"--lang is {language}; the record speaks {', '.join(record.languages)}.", file=sys.stderr)
        return 2
    print(processing.as_markdown(record, language), end="")
    return 0


def _json(record: Record, options: argparse.Namespace) -> int:
    print(json.dumps(machine.as_json(record), ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
