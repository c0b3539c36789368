"""A site that asks: the example trader's, with services of others switched on."""

import re
from pathlib import Path

from tests import sites

ANALYTICS = "G-SELOSTE01"


def consenting(folder: Path, **services: str | bool) -> Path:
    """
    The example trader's content in *folder*, with *services* on; without any, Google Analytics alone.

    Args:
        services: Kind → its measurement id (google_analytics), or True.
    """
    content = sites.example(folder)
    switch(content / "record.toml", **(services or {"google_analytics": ANALYTICS}))
    return content


def switch(record: Path, **services: str | bool) -> None:
    """Switch *services* of the record on or off, by what stands under their [[service]]."""
    text = record.read_text("utf-8")
    for kind, value in services.items():
        key = "measurement_id" if isinstance(value, str) else "enabled"
        line = f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {str(value).lower()}"
        entry = f'[[service]]\nkind = "{kind}"\n{line}\n'
        found = re.compile(rf'^\[\[service\]\]\nkind = "{kind}"\n{key} = .*\n', re.MULTILINE)
        text = found.sub(entry, text) if found.search(text) else f"{text.rstrip()}\n\n{entry}"
    record.write_text(text, "utf-8")
