"""The news of each language as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from typing import Any

from feedgenerator import Atom1Feed, get_tag_uri  # type: ignore[import-untyped]
from markupsafe import escape

from plugins.pages import Content, address
from record import Record

FEED = "feed.xml"  # beside the news page of its language


def feed(articles: Iterable[Content], news: Content, record: Record, root: str) -> str:
    """
    The articles of the language of *news*, the page that lists them, newest first.

    With an empty *root* (a build at home) the addresses begin with "/".
    """
    atom = Atom1Feed(
        title=f"{record.site.name[news.lang]} – {news.title}",
        link=root + address(news),
        feed_url=root + address(news) + FEED,
        description=None,
        language=news.lang,
        author_name=record.controller.trade_name or record.controller.legal_name,
    )
    for article in articles:
        atom.add_item(**entry(article, root))
    return str(atom.writeString("utf-8"))


def entry(article: Content, root: str) -> dict[str, Any]:
    """One article as feedgenerator takes it."""
    link = root + address(article)
    return {
        "title": article.title,
        "link": link,
        "unique_id": get_tag_uri(link, article.date),
        "description": escape(article.description),
        "content": article.content,
        "pubdate": article.date,
        "updateddate": getattr(article, "modified", article.date),
    }
