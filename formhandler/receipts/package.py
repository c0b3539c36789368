"""What a person gets of their data behind a code: files to take away (GDPR Art. 15(3), 20(1))."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

SCHEMA = 1
#: The only kinds of file there are: what is downloaded never runs on the site.
TYPES = ("text/html", "application/json", "text/csv", "text/vcard")


@dataclass(frozen=True, slots=True)
class File:
    """One file."""

    name: str
    mimetype: str  # of TYPES
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Some files that belong together."""

    made: datetime  # UTC
    lang: str
    files: tuple[File, ...]

    def as_payload(self) -> bytes:
        content = {
            "schema": SCHEMA,
            "made": self.made.isoformat(),
            "lang": self.lang,
            "files": [asdict(file) for file in self.files],
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Raises ValueError, KeyError or TypeError when it is no package of ours."""
        made = datetime.fromisoformat(content["made"])
        if content["schema"] != SCHEMA or made.tzinfo is None:
            raise ValueError("schema")
        files = tuple(
            File(str(one["name"]), str(one["mimetype"]), str(one["text"])) for one in content["files"]
        )
        if not {file.mimetype for file in files} <= set(TYPES):
            raise ValueError("mimetype")
        return cls(made=made, lang=str(content["lang"]), files=files)
