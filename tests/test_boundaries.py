"""Imports point one way: plugins → record ← formhandler, with texts beside them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("record", "texts", "plugins", "formhandler", "publish", "tools")
MAY_IMPORT = {
    "record": {"record"},
    "texts": {"texts"},
    "plugins": {"plugins", "record", "texts"},
    "formhandler": {"formhandler", "record", "texts"},
}


def imports(package: str) -> Iterator[tuple[Path, str]]:
    """Every module that a file of *package* imports, by its first name; with relative imports refused."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: a relative import hides where it points"
                yield path, (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package):
    found = {name for _, name in imports(package) if name in OURS}

    assert package in found, "the walk found nothing; the test would pass over an empty folder"
    assert found <= MAY_IMPORT[package]


def test_the_record_needs_the_standard_library_alone():
    foreign = {(path.name, name) for path, name in imports("record") if name not in sys.stdlib_module_names}

    assert {name for _, name in foreign} == {"record"}


def test_the_public_form_cannot_reach_what_opens_messages():
    opening = {"open_", "unlock", "unlock_managed", "unlock_passphrase", "PrivateKey", "slots"}
    named = {
        alias.name.split(".")[-1]
        for path in (ROOT / "formhandler" / "contact").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert named & opening == set()
