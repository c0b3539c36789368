"""What the templates and the code say, and what the catalogues know, for the tests of texts/."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
PARTS = ("site", "form", "owner")
TRANSLATED = ("fi", "sv")

Sentence = str | tuple[str, str]  # a pair where the number decides


def catalogue(part: str, lang: str) -> Catalog:
    """texts/<part>.<lang>.po"""
    with (ROOT / "texts" / f"{part}.{lang}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def said() -> set[Sentence]:
    """Every sentence given to t("…") or t.n("…", "…", n) in the templates and in the code."""
    return {*said_in_code(), *said_in_templates()}


def said_in_code() -> Iterator[Sentence]:
    """Babel's own extractor, over the Python of each part that speaks to people."""
    for folder in ("plugins", "texts", "formhandler", "webserver"):
        found = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords={"t": None, "n": (1, 2)})
        for _, _, sentence, _, _ in found:
            yield sentence if isinstance(sentence, str) else (sentence[0], sentence[1])


def said_in_templates() -> Iterator[Sentence]:
    """Jinja's syntax tree, because Babel's extractor for Jinja does not see t.n(…), a method."""
    for folder in ("theme", "formhandler"):
        for path in sorted((ROOT / folder).rglob("*.html")):
            tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
            for call in tree.find_all(nodes.Call):
                words = [
                    arg.value
                    for arg in call.args
                    if isinstance(arg, nodes.Const) and isinstance(arg.value, str)
                ]
                if isinstance(call.node, nodes.Name) and call.node.name == "t" and words:
                    yield words[0]
                if isinstance(call.node, nodes.Getattr) and call.node.attr == "n" and len(words) == 2:
                    yield (words[0], words[1])
