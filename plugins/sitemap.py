"""sitemap.xml, its languages side by side (sitemaps.org; hreflang as search engines read it); robots.txt."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def sitemap(pages: Iterable[dict[str, str]], root: str) -> bytes:
    """
    The sitemap of *pages*, each given as its address by language.

    A language's own entry lists all the languages, itself included, as the search engines ask. With an empty
    *root* (a build at home) the addresses begin with "/".
    """
    urlset = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for by_lang in pages:
        for url in by_lang.values():
            entry = SubElement(urlset, "url")
            SubElement(entry, "loc").text = root + url
            for lang, other in by_lang.items():
                SubElement(entry, "xhtml:link", rel="alternate", hreflang=lang, href=root + other)
    indent(urlset, space="")
    body: bytes = tostring(urlset, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def robots(root: str) -> str:
    """Everything is open to everyone; the sitemap is named once its full address is known."""
    lines = ["User-agent: *", "Disallow:"]
    if root:
        lines += ["", f"Sitemap: {root}/sitemap.xml"]
    return "\n".join(lines) + "\n"
