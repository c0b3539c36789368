"""A request whose files stay in memory: Werkzeug would put larger ones on a disk, in the clear."""

from io import BytesIO
from typing import IO

from flask import Request


class InMemory(Request):
    """Views bound what they read by `max_content_length`, and so what is held here."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()
