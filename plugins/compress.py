"""
Each text of the site once more, compressed: a server that finds style.css.gz sends it instead (WhiteNoise
does so by itself, nginx with gzip_static, Caddy with precompressed).
"""

import gzip
from pathlib import Path

ENDINGS = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")


def compress(output: Path) -> None:
    """Write `<file>.gz` beside every text in *output*, without a time stamp: equal texts give equal bytes."""
    for path in sorted(output.rglob("*")):
        if path.suffix in ENDINGS:
            body = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(path.name + ".gz").write_bytes(body)
