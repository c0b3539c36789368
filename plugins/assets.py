"""
The theme's files under names that carry their content's hash, so a browser may keep them for ever.

WhiteNoise's and nginx's rule for "never changes" is twelve hexadecimal digits before the ending.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from record import Record

# From general to particular; joined into one file, because each request costs more than what it carries.
CSS = ("tokens", "elements", "layout", "blocks", "exceptions")
OTHERS = ("form.js", "solve.js", "receipt.js", "seal.svg")
# Only where there is something to ask, so that a site that asks nothing has no trace of it.
ASKING = ("consent.css", "consent.js")
# Only where the pages themselves tell of a view.
COUNTING = "count.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file of the theme as it goes out."""

    name: str  # as templates ask for it: "style.css"
    url: str  # "/theme/style.0123456789ab.css"
    body: bytes


def collect(static: Path, record: Record) -> tuple[Asset, ...]:
    """Everything of theme/static that the pages of a site with this record refer to."""
    css = "".join((static / "css" / f"{name}.css").read_text("utf-8") for name in CSS)
    files = [("style.css", minify(css).encode())]
    files += [(name, (static / name).read_bytes()) for name in OTHERS]
    files += [(path.name, _body(path)) for path in _asking(static, record)]
    if record.counting.scripted:
        files.append((COUNTING, bare((static / COUNTING).read_text("utf-8")).encode()))
    return tuple(Asset(name=name, url=hashed(name, body), body=body) for name, body in files)


def _asking(static: Path, record: Record) -> Iterator[Path]:
    """What asks for consent, and the script of each service that has one and is on."""
    if record.needs_banner:
        yield from (static / name for name in ASKING)
    scripts = (f"{each.kind}.js" for each in record.services if each.measurement_id)  # a frame needs none
    yield from (static / "services" / name for name in dict.fromkeys(scripts))


def _body(path: Path) -> bytes:
    return minify(path.read_text("utf-8")).encode() if path.suffix == ".css" else path.read_bytes()


def hashed(name: str, body: bytes) -> str:
    """The address of *name*: style.css → /theme/style.<12 hexadecimal digits>.css."""
    stem, ending = name.split(".")
    return f"/theme/{stem}.{sha256(body).hexdigest()[:12]}.{ending}"


def minify(css: str) -> str:
    """Without comments and spare white space; what stands in quotes is kept as it is."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = re.split(r"""("[^"]*"|'[^']*')""", css)
    pieces[::2] = [_tight(piece) for piece in pieces[::2]]
    return "".join(pieces).replace(";}", "}").strip()


def _tight(css: str) -> str:
    """A colon keeps its space in a selector, where it means a descendant; a sum keeps all of its own."""
    css = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", css))
    css = re.sub(r"([{;][\w-]+): ", r"\1:", css)
    return re.sub(r"(?<![\w.])0(\.\d)", r"\1", css)  # 0.5rem is .5rem


def bare(script: str) -> str:
    """A script without the lines that are comments alone, and without indents: every page loads it."""
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def write(assets: tuple[Asset, ...], output: Path) -> None:
    """Put them under output/theme/."""
    (output / "theme").mkdir(parents=True, exist_ok=True)
    for asset in assets:
        (output / asset.url.lstrip("/")).write_bytes(asset.body)
