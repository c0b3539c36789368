"""A trader that keeps a register: the example's record with the tables of tests/example/register.toml."""

import tomllib
from pathlib import Path

from tests import sites

PIECE = sites.EXAMPLE / "register.toml"


def registered(folder: Path) -> Path:
    """The example trader's content in *folder*, with customers, companies, marketing and rights declared."""
    content = sites.example(folder)
    record, piece = content / "record.toml", PIECE.read_text("utf-8")
    groups = [group["id"] for group in tomllib.loads(piece)["group"]]
    listed = ", ".join(f'"{group}"' for group in groups)
    own = 'groups = ["identity_contact", "messages", "billing", "marketing_permissions"]'
    sites.edit(record, own, own.replace("]", f", {listed}]"))
    trade = 'groups = ["billing"]\nenabled = false'
    sites.edit(record, trade, 'groups = ["organisation", "company_contact"]\nenabled = true')
    newsletter = 'groups = ["identity_contact", "marketing_permissions"]'
    sites.edit(record, newsletter, 'groups = ["identity_contact", "marketing_permissions", "person"]')
    invoice = 'groups = ["billing"]\nprovision'
    sites.edit(record, invoice, 'groups = ["billing", "person", "invoicing"]\nprovision')
    record.write_text(f"{record.read_text('utf-8')}\n{piece}", "utf-8")
    return content
