"""Imports point one way: plugins → record ← formhandler, with texts beside them."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("counting", "record", "texts", "plugins", "formhandler", "publish", "tools", "webserver")
MAY_IMPORT = {
    "record": {"record"},
    "texts": {"texts"},
    "plugins": {"plugins", "record", "texts"},
    "formhandler": {"counting", "formhandler", "record", "texts"},
    "webserver": {"counting", "webserver", "record", "texts"},
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


@pytest.mark.parametrize("package", ["record", "counting"])
def test_the_record_and_what_a_visit_is_need_the_standard_library_alone(package):
    foreign = {name for _, name in imports(package) if name not in sys.stdlib_module_names}

    assert package in foreign
    assert foreign <= {"record", "counting"}


#: What of formhandler the packages of the public side must not know: it opens what visitors sent.
OPENING = {
    "answers",
    "inbox",
    "letters",
    "mailroom",
    "owner",
    "search",
    *(
        f"vault.{name}"
        for name in ("canary", "kit", "legacy", "managed", "passphrase", "rotation", "slot", "slots")
    ),
    *(f"vault.{name}" for name in ("store", "users")),
}


def parts(package: str, but: Path | None = None) -> Iterator[str]:
    """Everything that *package* of formhandler imports of formhandler, from there, e.g. "vault.keys"."""
    for path in sorted((ROOT / "formhandler" / package).rglob("*.py")):
        if path == but:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.removeprefix("formhandler.") for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("formhandler"):
                module = (node.module or "").removeprefix("formhandler").removeprefix(".")
                yield module
                yield from (f"{module}.{alias.name}".removeprefix(".") for alias in node.names)


@pytest.mark.parametrize("package", ["contact", "receipts"])
def test_a_package_of_the_public_side_knows_nothing_that_opens_the_archive(package):
    found = set(parts(package))

    assert "vault.envelope" in found, "the walk found nothing; the test would pass over an empty folder"
    assert {
        name for name in found if name in OPENING or name.startswith(tuple(f"{o}." for o in OPENING))
    } == set()


def test_what_opens_the_archive_is_still_called_so():
    folder = ROOT / "formhandler"

    gone = {name for name in OPENING if not list(folder.glob(name.replace(".", "/") + "*"))}
    assert gone == set()


#: Which package of formhandler knows which. On the public side nothing leads to what the owner opens; the
#: owner's features know the desk and what they show, and the desk knows them only where it is put together.
KNOWS = {
    # either side
    "vault": set(),
    "mail": set(),
    "search": set(),
    "charts": set(),
    "consent": set(),
    "figures": {"charts", "counts"},
    "counts": set(),
    "folding": {"counts"},
    "reports": {"counts", "figures", "mail"},
    # the public side
    "contact": {"confirming", "consent", "counts", "mail", "permissions", "receipts", "vault"},
    "receipts": {"contact", "vault"},
    "choices": {"consent", "contact"},
    "sharing": {"counts", "figures"},
    "unsubscribing": {"contact", "permissions"},
    "confirming": {"contact", "permissions", "register", "unsubscribing", "vault"},
    # the owner's side
    "letters": {"confirming", "mail", "vault"},
    "owner": {"contact", "vault"},  # of contact the counting by network
    "inbox": {"answers", "contact", "mail", "owner", "search", "vault"},
    "answers": {"contact", "inbox", "letters", "owner", "receipts", "rights", "vault"},
    "blocking": {"contact", "inbox", "owner", "vault"},
    "condition": {"backups", "consent", "contact", "folding", "letters", "mail", "owner", "vault"},
    "uptake": {"charts", "consent", "owner"},
    "visits": {"figures", "owner", "reports", "sharing"},
    "imports": {"counts"},
    "demo": {"counts", "sharing"},
    # the register, on the owner's side
    "register": {"backups", "confirming", "contact", "inbox", "owner", "permissions", "search", "vault"},
    "permissions": {"backups", "owner", "register", "vault"},
    "marketing": {"exchange", "owner", "permissions", "register", "unsubscribing", "vault"},
    "rights": {"answers", "inbox", "mail", "owner", "register", "vault"},
    "exchange": {"contact", "duties", "owner", "permissions", "register", "vault"},
    "informing": {"owner", "register", "rights", "vault"},
    "duties": {"owner", "register", "vault"},
    "access": {
        *("answers", "consent", "duties", "exchange", "inbox", "owner", "permissions", "receipts"),
        *("register", "rights", "vault"),
    },
    "erasure": {
        *("access", "answers", "backups", "duties", "exchange", "letters", "owner", "permissions"),
        *("register", "rights", "vault"),
    },
    "backups": {"vault"},
}
PUT_TOGETHER = ROOT / "formhandler" / "owner" / "__init__.py"


def packages() -> set[str]:
    """The packages of formhandler; Alembic's folder is none, and the tables are everybody's."""
    return {path.parent.name for path in (ROOT / "formhandler").glob("*/__init__.py")} - {"schema"}


def test_every_package_of_the_handler_says_whom_it_knows():
    assert KNOWS.keys() == packages()


@pytest.mark.parametrize("package", KNOWS)
def test_a_package_of_the_handler_knows_those_and_no_other(package):
    found = {name.split(".")[0] for name in parts(package, but=PUT_TOGETHER)}

    assert found & packages() - {package} == KNOWS[package]


@pytest.mark.parametrize("package", ["", *sorted(KNOWS), "owner/pages", "schema"])
def test_a_package_tells_what_stands_in_each_of_its_files(package):
    folder = ROOT / "formhandler" / package
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    there = {path.name for path in folder.glob("*.py")} - {"__init__.py"}

    assert set(re.findall(r"\b\w+\.py\b", re.sub(r"\S*/\S*", "", told))) == there


def test_recovery_needs_cryptography_and_the_standard_library_alone():
    tree = ast.parse((ROOT / "recover.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == {"cryptography"}


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
