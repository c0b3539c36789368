"""What a page says, without its tags: whole, and by section."""

import re
from html.parser import HTMLParser

_UNSEEN = ("script", "style", "template")


class Words(HTMLParser):
    """The text of a page, by the heading of the second level that it stands under."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sections, self.here, self.pending = {"": ""}, "", ""
        self.feed(html)

    @property
    def said(self) -> dict[str, str]:
        """What stands under each anchor, white space evened out."""
        return {anchor: re.sub(r"\s+", " ", text) for anchor, text in self.sections.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id") or ""
        if tag == "section":
            self.pending = anchor
        if tag in ("h2", "footer"):
            self.here = self.pending or anchor or tag
            self.pending = ""
            self.sections[self.here] = ""

    def handle_data(self, data: str) -> None:
        self.sections[self.here] += data


class _Visible(HTMLParser):
    """Title, descriptions and every word that a reader meets."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.unseen = [], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in _UNSEEN
        self.words += [
            value or "" for name, value in attrs if name in ("content", "alt", "aria-label", "title")
        ]

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)


def visible(html: str) -> str:
    """All that a page says to people and to search engines, on one line."""
    page = _Visible()
    page.feed(html)
    return re.sub(r"\s+", " ", " ".join(page.words))
