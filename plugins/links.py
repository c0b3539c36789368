"""
The last look at the built pages: does every link of the site's own lead somewhere, and is every page whole?

Looks at the HTML as it went out, so it also sees what templates and plugins got wrong.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

REFERENCES = {"href", "src", "action"}
# A kept version of the notice may point at pages that have moved since; its words must not be touched.
OLD_VERSIONS = 'class="kept"'


@dataclass(slots=True)
class Page:
    """What a page has and what it points at."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: int = 0  # of the first level
    lang: str = ""


class Reader(HTMLParser):
    """Collects a Page."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.page.ids.append(attributes["id"])
        if tag == "h1":
            self.page.headings += 1
        if tag == "html":
            self.page.lang = attributes.get("lang", "")
        # A form is sent to the handler, which is not part of the output.
        if tag != "form":
            self.page.links += [attributes[name] for name in REFERENCES & attributes.keys()]


def faults(output: Path) -> list[str]:
    """One line for each fault of the built site in *output*."""
    pages = {path.relative_to(output).as_posix(): read(path) for path in sorted(output.rglob("*.html"))}
    return [
        f"{name}: {fault}" for name, page in pages.items() for fault in page_faults(name, page, pages, output)
    ]


def read(path: Path) -> Page:
    """The page in *path*."""
    reader = Reader()
    text = path.read_text("utf-8")
    reader.feed(text)
    if OLD_VERSIONS in text:
        reader.page.links.clear()
    return reader.page


def page_faults(name: str, page: Page, pages: dict[str, Page], output: Path) -> Iterator[str]:
    """What is wrong with one page."""
    if page.headings != 1:
        yield f"has {page.headings} headings of the first level; a page has one"
    if not page.lang:
        yield "does not say its language"
    for id, times in Counter(page.ids).items():
        if times > 1:
            yield f"has {times} elements with id {id!r}; an id names one"
    for link in sorted(set(page.links)):
        if fault := link_fault(name, link, pages, output):
            yield fault


def link_fault(name: str, link: str, pages: dict[str, Page], output: Path) -> str:
    """Why *link* leads nowhere, or nothing."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""  # another host, a telephone, a mailbox: not ours to try
    path, anchor = urldefrag(link)
    target = file_of(unquote(path.partition("?")[0])) if path else name
    if not (output / target).is_file():
        return f"links to {link!r}, where there is nothing"
    if anchor and target in pages and unquote(anchor) not in pages[target].ids:
        return f"links to {link!r}, but {target} has no such place"
    return ""


def file_of(path: str) -> str:
    """The file that a web server gives for *path*: "/yhteys/" is yhteys/index.html."""
    return path.lstrip("/") + ("index.html" if path.endswith("/") else "")
