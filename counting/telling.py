"""
What could tell one visitor from another, in words that anybody can put into an address.

A rule of thumb: it keeps mail addresses, telephone numbers, personal identity codes and keys out of the
figures. A name written out it cannot know.
"""

from __future__ import annotations

import re

_TELLING = re.compile(
    r"@"
    r"|\d[\d .-]{7,}\d"  # a telephone number
    r"|\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]"  # a Finnish personal identity code
    r"|(?=[0-9a-f-]*\d)(?=[0-9-]*[a-f])[0-9a-f-]{16}"  # part of a hash or a UUID
    r"|(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20}",  # a key in base 64
    re.ASCII,
)
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[ .-]?[01]\d(?:[ .-]?[0-3]\d)?|[0-3]?\d[.-][01]?\d[.-](?:19|20)\d\d)(?!\d)",
    re.ASCII,
)


def telling(text: str) -> bool:
    """Whether something in *text*, written as it was sent, looks like one person's."""
    return _TELLING.search(_DATE.sub("", text)) is not None
