"""Names that machines and people go by: ids, versions, addresses, countries, files."""

from __future__ import annotations

import re

from record.errors import Unfit
from record.identifiers import is_business_id, is_e164, is_email, is_host
from record.kinds.plain import matching, passing, read_string
from record.table import Found, Kind, shown

# ---------- inside the record ----------
slug = matching(r"[a-z][a-z0-9_]*", "an id of small letters, digits and _, starting with a letter")
reader = matching(r"first-party|[a-z][a-z0-9_]*", '"first-party" or the id of a recipient')
version = matching(
    r"\d{4}-\d{2}-\d{2}(\.[1-9]\d*)?", 'a version such as "2026-09-01", the second of a day "2026-09-01.2"'
)
column = matching(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", "where it is stored, table.column")
proof = matching(r"[\w./-]+\.py::[\w:]+(\[[^\]]+\])?", "a test, tests/…/test_x.py::test_y")

# ---------- out in the world ----------
business_id = passing(is_business_id, "a business ID with the right check digit, such as 1234567-1")
phone = passing(is_e164, "an international number without spaces, such as +358401234567")
email = passing(is_email, "an e-mail address such as nimi@example.fi")
country = matching(r"[A-Z]{2}", "a country as two capital letters, such as FI (ISO 3166-1)")
host = passing(is_host, "a host name such as www.example.fi, without https:// and path")
own_or_host = passing(
    lambda value: value == "self" or is_host(value), '"self" or a host name, www.example.fi'
)


def _is_site(value: str) -> bool:
    match = re.fullmatch(r"https://([^/:]+)(:\d{1,5})?", value, re.ASCII)
    return match is not None and is_host(match[1])


site_url = passing(_is_site, "the address of the site, https://www.example.fi, without a slash at the end")


# ---------- documents ----------
def _file(found: Found) -> str:
    value, root = read_string(found), found.reading.root
    if value.startswith("/") or ".." in value.split("/"):
        raise Unfit(f"is {shown(value)}", "Write a path inside the project.")
    if not (root / value).is_file():
        raise Unfit(f"is {shown(value)}, and there is no such file", f"Write that document under {root}.")
    return value


def _document(found: Found) -> str:
    value = read_string(found)
    return value if value.startswith("https://") else _file(found)


file = Kind(_file, "", "a file of the project, such as docs/lia/answer.md")
document = Kind(_document, "", "a file of the project, docs/dpa/hosting.pdf, or an https:// address")
