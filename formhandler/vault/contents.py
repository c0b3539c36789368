"""The JSON inside an envelope. Sealing takes the public half alone: it may be a stranger's, meant to harm."""

import json
from typing import Any


def read(payload: bytes) -> Any:
    """
    What *payload* says, if it can be shown and counted with.

    Raises:
        ValueError: it is no JSON, is nested too deep, or holds what breaks a page later on: half a character
            (a lone surrogate), a number without end.
    """
    try:
        content = json.loads(payload)
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    return content
