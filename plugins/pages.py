"""
The pages and articles that Pelican has read: are their headers whole, where does each stand, what is in the
menus?

Pelican itself drops a page whose header it does not understand, or takes a misspelt key for a new one, and
goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from record import Record

TEMPLATES = (
    "home",
    "page",
    "contact",
    "notice",
    "choices",
    "thanks",
    "receipt",
    "closed",
    "notfound",
    "news",
    "article",
)
# Where people end up without meaning to; search engines and sitemaps have no use for them.
UNLISTED = ("thanks", "closed", "notfound")
# What is shown in place of a page: no visitor came to see it, so no visit of it is counted.
UNCOUNTED = ("closed", "notfound")
# Where a visitor's own words stand, where the handler is down, or where the question itself stands.
SILENT = ("choices", "thanks", "receipt", "closed", "notfound")
# While this page is shown, nobody is there to count it.
UNTOLD = ("closed",)
REQUIRED = ("title", "slug", "lang", "url", "save_as", "description")
OPTIONAL = ("template", "menu", "status", "date", "modified")
PELICANS_OWN = ("reader", "category")  # Pelican adds these to every header
MENUS = ("main", "footer")

Content = Any  # pelican.contents.Page or Article, which ship no types
Item = dict[str, str]


def address(content: Content) -> str:
    """Where *content* stands on the site: always from the root, "/yhteys/"."""
    return "/" + str(content.url).lstrip("/")


def addresses(content: Content, record: Record) -> dict[str, str]:
    """The address of *content* and of its translations, by language, in the record's order."""
    found = {each.lang: address(each) for each in (content, *content.translations)}
    return {lang: found[lang] for lang in record.languages if lang in found}


def listed(contents: Iterable[Content]) -> list[Content]:
    """Those that a search engine may show, by address."""
    return sorted((each for each in contents if each.template not in UNLISTED), key=address)


def counted(contents: Iterable[Content], versions: Iterable[str]) -> list[str]:
    """The addresses of all that a visit can be of, the pages of the notice's *versions* too, in order."""
    return sorted({*versions, *(address(each) for each in contents if each.template not in UNCOUNTED)})


def menu(pages: Iterable[Content], name: str, lang: str) -> list[Item]:
    """The pages that say ``Menu: <name> <place>`` in one language, in their places."""
    chosen = [page for page in pages if page.lang == lang and page.menu.split()[0] == name]
    chosen.sort(key=lambda page: int(page.menu.split()[1]))
    return [{"title": page.title, "url": address(page), "id": page.slug} for page in chosen]


def faults(pages: list[Content], articles: list[Content], record: Record) -> list[str]:
    """Everything that is wrong with the headers, one line each."""
    headers = [
        f"content/{each.get_relative_source_path()}: {fault}"
        for each in (*pages, *articles)
        for fault in header_faults(each, record)
    ]
    # Without whole headers the rest would only repeat the same faults in other words.
    return headers or [
        *translation_faults(pages, record),
        *place_faults([*pages, *articles]),
        *record_faults(pages, record),
    ]


def header_faults(content: Content, record: Record) -> Iterator[str]:
    """What one header lacks or has too much."""
    header = content.metadata
    for key in REQUIRED:
        if not header.get(key):
            name = key.capitalize()
            yield f"the header has no {name}; write '{name}: …' above the first empty line"
    for key in sorted(header.keys() - {*REQUIRED, *OPTIONAL, *PELICANS_OWN}):
        known = ", ".join((*REQUIRED, *OPTIONAL))
        yield f"the header has {key.capitalize()!r}, which means nothing here; known are {known}"
    if content.lang not in record.languages:
        yield f"Lang is {content.lang!r}; write one of {', '.join(record.languages)}"
    if content.template not in TEMPLATES:
        yield f"Template is {content.template!r}; write one of {', '.join(TEMPLATES)}"
    if content.template != "article" and not placed(header.get("menu", "")):
        yield f"Menu is {header.get('menu', '')!r}; write 'main 1' (or another number), 'footer 1' or 'none'"


def placed(menu: str) -> bool:
    """Whether *menu* says "main 3", "footer 1" or "none"."""
    name, _, place = menu.partition(" ")
    return menu == "none" or (name in MENUS and place.isdecimal())


def translation_faults(pages: list[Content], record: Record) -> Iterator[str]:
    """Every page stands in every language of the record, once."""
    languages = defaultdict(list)
    for page in pages:
        languages[page.slug].append(page.lang)
    for slug, found in sorted(languages.items()):
        for lang in record.languages:
            if (n := found.count(lang)) != 1:
                yield f"content/pages: Slug {slug!r} has {n} pages with Lang {lang!r}; write exactly one"


def place_faults(contents: list[Content]) -> Iterator[str]:
    """No two stand at one address."""
    taken: dict[str, str] = {}
    for each in contents:
        path = each.get_relative_source_path()
        if (other := taken.setdefault(address(each), path)) != path:
            yield f"content/{path}: Url {address(each)!r} is taken by content/{other}; write another"


def record_faults(pages: list[Content], record: Record) -> Iterator[str]:
    """The pages on which the record counts stand where it says, with the template that shows what it says."""
    stands = {(page.lang, address(page)): page.template for page in pages}
    wanted = [("notice", "record.notice_path", record.edition.notice_path)]
    wanted.append(("choices", "record.choices_path", record.edition.choices_path))
    for form in record.forms:
        wanted.append(("contact", f"form {form.id}.page", form.page))
        wanted.append(("thanks", f"form {form.id}.thanks", form.thanks))
        wanted.append(("receipt", f"form {form.id}.receipt", form.receipt))
    for template, place, paths in wanted:
        for lang in record.languages:
            if stands.get((lang, paths[lang])) != template:
                yield (
                    f"content/record.toml: {place}.{lang} is {paths[lang]!r}; "
                    f"write a page with that Url, Lang {lang} and Template {template}"
                )
