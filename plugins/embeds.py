"""
Videos and maps of others inside a page, as placeholders that load nothing before they are allowed.

A paragraph that is one link to a video or a map becomes a placeholder where the record enables that service:
a link still, and with a script the question whether to show it here. Any other link stays as it is, and so
does every link in a feed and on the pages that never ask.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from plugins import frames
from plugins.frames import Kind
from record import Record, asking
from record.asking import Question

# What Markdown makes of such a paragraph; a link has no link inside.
PARAGRAPH = re.compile(r'<p>(<a href="([^"]+)"[^>]*>((?:(?!</?[ap]\b).)+)</a>)</p>', re.DOTALL)
KINDS: Mapping[str, Kind] = {"youtube": frames.YOUTUBE, "openstreetmap": frames.OPENSTREETMAP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """One placeholder."""

    id: str  # of the element on its page
    category: str  # what has to be allowed
    link: Markup  # as it was
    title: str  # of the frame: the link's text, or what the category is called where that is an address
    src: str  # what the frame shows
    kind: Kind
    question: Question


@pass_context
def shown(context: Context, html: str) -> Markup:
    """The filter for the content of a page: with placeholders where the page asks, else as it is."""
    if not context["ask"]:
        return Markup(html)  # noqa: S704  # the owner's own page, as Markdown made it
    template, words = context.environment.get_template("_embed.html"), context.get_all()
    whole = placed(
        html, context["record"], context["lang"], lambda embed: template.render(words, embed=embed)
    )
    return Markup(whole)  # noqa: S704  # the same, and a template that escapes


def placed(html: str, record: Record, lang: str, render: Callable[[Embed], str]) -> str:
    """*html* with a placeholder, made by *render*, for each paragraph that links to an enabled service."""
    kinds = {
        KINDS[each.kind]: each.category for each in record.services if each.enabled and each.kind in KINDS
    }
    number = 0

    def place(found: re.Match[str]) -> str:
        nonlocal number
        for kind, category in kinds.items():
            if src := kind.address(unescape(found[2])):
                number += 1
                question = asking.embed(record, category, lang)
                embed = Embed(
                    id=f"{category}-{number}",
                    category=category,
                    link=Markup(found[1]),  # noqa: S704  # as it stood
                    title=_title(found[3], question),
                    src=src,
                    kind=kind,
                    question=question,
                )
                return render(embed)
        return found[0]

    return PARAGRAPH.sub(place, html)


def _title(text: str, question: Question) -> str:
    """What a screen reader calls the frame: an address says nothing, and a picture has no text."""
    said = unescape(re.sub(r"<[^>]+>", "", text)).strip()
    return question.items[0].name if not said or said.startswith("https://") else said
