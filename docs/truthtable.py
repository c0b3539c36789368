"""
The truth table of docs/counting.md, written anew from the one that the tests hold against real browsers.

    python -m docs.truthtable
"""

from pathlib import Path

from tests.browsers import truth

PAGE = Path(__file__).with_name("counting.md")
BEGIN, END = "<!-- by python -m docs.truthtable -->\n", "<!-- so far -->\n"


def main() -> None:
    """Put the table between its marks; everything else stays."""
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")


def renewed(text: str) -> str:
    """*text* with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{truth.table()}{END}{after}"


if __name__ == "__main__":
    main()
