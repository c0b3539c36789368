"""A site that counts visits: the example trader's, in one of the ways."""

import re
from pathlib import Path

from tests import sites


def counted(folder: Path, mode: str, **more: str | bool | int | list[str]) -> Path:
    """
    The example trader's content in *folder*, with visits counted.

    Args:
        mode: One of record.ways.WAYS.
        more: Further keys of [counting].
    """
    content = sites.example(folder)
    way(content / "record.toml", mode, **more)
    return content


def way(record: Path, mode: str, **more: str | bool | int | list[str]) -> None:
    """Switch the counting of *record* to *mode*."""
    keys = {"mode": mode, **more}
    lines = "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())
    text = re.sub(
        r"^\[counting\]\n(?:\w.*\n)+", lambda _: f"[counting]\n{lines}", record.read_text("utf-8"), flags=re.M
    )
    record.write_text(text, "utf-8")


def _toml(value: str | bool | int | list[str]) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(_toml(each) for each in value)}]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)
