"""
What others do, told beside our own figures: they are not run here.

Measured on a quiet machine of two cores, with wrk at 64 connections; bytes on disk after a million views, of
Fathom after 100,000. Absolute figures drift with the machine, so these are no targets by themselves.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """One other program."""

    name: str
    views: int  # page views a second that it takes
    kept: bool  # whether what it has acknowledged survives a kill -9
    on_disk: int | None = None  # bytes a view
    script: int | None = None  # bytes of what a page loads for it, compressed


PEERS = (
    Peer("Fathom Lite (Go)", 16_500, False, 65, 1_260),
    Peer("GoatCounter 2.7 (Go)", 7_700, False, 101, 3_255),
    Peer("Umami 3.1 (Node, PostgreSQL)", 152, True, 1_293, 2_239),
    Peer("Shynet (Django)", 74, True, 1_603),
    Peer("Matomo 5.1 (PHP, MariaDB)", 71, True, None, 21_869),
)


def table() -> str:
    """To be read beside the figures of the beacon."""
    rows = [
        ("measured elsewhere, on a quiet machine", "views/s", "kept after a kill", "B a view", "B of script")
    ]
    rows += [
        (
            peer.name,
            f"{peer.views:,}",
            "yes" if peer.kept else "no",
            _number(peer.on_disk),
            _number(peer.script),
        )
        for peer in PEERS
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows
    )


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
