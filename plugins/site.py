"""
The one plugin that Pelican is given: all the wiring between its signals and our parts, on one screen.

Pelican sends, in this order: generator_init for each generator, article_generator_init,
all_generators_finalized (everything is read, nothing written), a signal before each page or article is
written, page_writer_finalized.
"""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican import signals

from plugins import (
    assets,
    embeds,
    feeds,
    lifetimes,
    notice,
    pages,
    publishing,
    securitytxt,
    sitemap,
    versions,
)
from plugins.clock import build_day
from plugins.faults import Refused
from record import Record, RecordError, asking, load, machine, material_hash
from record.ways import BEACON
from texts import jinja, translator

Generator = Any  # Pelican ships no types
Context = dict[str, Any]

SITE = "_seloste/site.json"  # what the form handler reads of the site
EXTRA_TEMPLATE = "version"


def register() -> None:
    """Called by Pelican."""
    logging.getLogger("pelican").addFilter(says_more)
    signals.generator_init.connect(prepare_templates)
    signals.article_generator_init.connect(read_record)
    signals.all_generators_finalized.connect(arrange)
    signals.article_generator_write_article.connect(before_writing)
    signals.page_generator_write_page.connect(before_writing)
    signals.page_writer_finalized.connect(write_versions)
    signals.page_writer_finalized.connect(write_derived)


def says_more(entry: logging.LogRecord) -> bool:
    """
    False for the traceback that Pelican's --fatal ends with.

    The fault itself was logged just before it, in words, and the traceback would push it off the screen.
    """
    return not (entry.exc_info and str(entry.exc_info[1]) == "Warning or error encountered")


def prepare_templates(generator: Generator) -> None:
    """Each generator has its own Jinja environment."""
    jinja.install(generator.env)
    generator.env.filters["address"] = pages.address
    generator.env.filters["shown"] = embeds.shown


def read_record(generator: Generator) -> None:
    """
    Put the record into every template, anew for each run.

    Pelican reads its settings again only when the settings file changes; under --autoreload a record read
    there would stay as it was.
    """
    content, theme = Path(generator.settings["PATH"]), Path(generator.settings["THEME"])
    try:
        record = load(content / "record.toml", today=build_day(os.environ))
    except RecordError as error:
        raise Refused(error.faults) from error
    publish = generator.settings["PUBLISH"]
    if publish and (faults := list(publishing.gaps(record))):
        raise Refused(faults)
    files = assets.collect(theme / "static", record)
    now = notice.render(record, theme / "templates")
    if publish and (faults := list(versions.misnumbered(content / "versions", now))):
        raise Refused(faults)
    older = versions.older(content / "versions", now)
    generator.context.update(
        record=record,
        root=root_of(record) if publish else "",
        assets=files,
        notice=now,
        meaning=asking.meaning(record),
        lifetimes=lifetimes.of(record),
        older=older,
        site={
            "record": material_hash(record),
            "notice": {"hash": now.hash, "version": now.version, "effective_from": now.effective_from},
            "notices": [each.hash for each in (now, *older)],  # every version that can be read
            "versions": {  # and where
                lang: {
                    each.hash: versions.place(record, lang, each.hash)
                    for each in (now, *older)
                    if lang in each.bodies
                }
                for lang in record.languages
            },
            "assets": {asset.name: asset.url for asset in files},
            "unstated": 0 if publish else len(record.unstated()),
        },
    )


def root_of(record: Record) -> str:
    """The public address without a slash at its end. Only asked when everything is stated."""
    return str(record.site.url).rstrip("/")


def arrange(generators: list[Generator]) -> None:
    """Everything is read: refuse what is broken, and lay out the menus."""
    articles_of, pages_of = generators[0], generators[1]
    context = pages_of.context
    record, site = context["record"], context["site"]
    if pages_of.settings["PUBLISH"]:
        leave_drafts_at_home(articles_of, pages_of)
    articles = [*articles_of.articles, *articles_of.translations]
    found = [*pages_of.pages, *pages_of.translations]
    if faults := pages.faults(found, articles, record):
        raise Refused(faults)
    articles.sort(key=lambda article: (article.date, article.slug), reverse=True)
    context.update(all_pages=found, all_articles=articles)
    languages = record.languages
    site["menu"] = {lang: pages.menu(found, "main", lang) for lang in languages}
    site["footer"] = {lang: pages.menu(found, "footer", lang) for lang in languages}
    for name in ("home", "closed"):  # where each of them stands
        site[name] = {page.lang: pages.address(page) for page in found if page.template == name}
    for name in ("thanks", "receipt", "choices"):  # pages that the form handler shows, too
        site[name] = {
            page.lang: {"title": page.title, "content": page.content}
            for page in found
            if page.template == name
        }
    site["pages"] = [pages.address(each) for each in pages.listed([*found, *articles])]
    site["counted"] = pages.counted(
        [*found, *articles], (url for places in site["versions"].values() for url in places.values())
    )
    site["feeds"] = {
        page.lang: pages.address(page) + feeds.FEED
        for page in found
        if page.template == "news" and any(article.lang == page.lang for article in articles)
    }


def leave_drafts_at_home(*generators: Generator) -> None:
    """A draft is seen at home only: Pelican would write it at the address that its header gives."""
    for generator in generators:
        for name in ("drafts", "drafts_translations", "draft_pages", "draft_translations"):
            setattr(generator, name, [])


def before_writing(generator: Generator, content: Any) -> None:
    """What base.html needs to know of the page that is written next."""
    by_lang = pages.addresses(content, generator.context["record"])
    context = generator.context
    context.update(page_context(context, content.lang, content.title, content.description, by_lang))
    context["ask"] = context["record"].needs_banner and content.template not in pages.SILENT
    context["tells"] = context["tells"] and content.template not in pages.UNTOLD
    context["missing"] = content.template == "notfound"


def page_context(
    context: Context, lang: str, title: str, description: str, by_lang: Mapping[str, str]
) -> dict[str, object]:
    """The names that change from page to page."""
    return {
        "lang": lang,
        "t": translator(lang),
        "title": title,
        "description": description,
        "page_url_by_lang": by_lang,
        "question": asking.question(context["record"], lang),
        "ask": False,
        "tells": context["record"].counting.mode == BEACON,
        "missing": False,
        "news": [article for article in context["all_articles"] if article.lang == lang],
        "version_urls": {
            each.hash: versions.place(context["record"], lang, each.hash)
            for each in (context["notice"], *context["older"])
        },
    }


def write_versions(generator: Generator, writer: Any) -> None:
    """A page for each version of the notice, the present one too, so that its address can be quoted today."""
    context, record = generator.context, generator.context["record"]
    titles = {page.lang: page.title for page in context["all_pages"] if page.template == "notice"}
    for each in (context["notice"], *context["older"]):
        by_lang = {
            lang: versions.place(record, lang, each.hash) for lang in record.languages if lang in each.bodies
        }
        for lang, url in by_lang.items():
            context.update(
                page_context(context, lang, f"{titles[lang]} {each.version}", "", by_lang), shown=each
            )
            template = generator.get_template(EXTRA_TEMPLATE)
            writer.write_file(f"{url.lstrip('/')}index.html", template, context, url=url)


def write_derived(generator: Generator, writer: Any) -> None:
    """The files that are not pages."""
    context, output = generator.context, Path(generator.output_path)
    assets.write(context["assets"], output)
    for path, body in derived(context).items():
        target = output / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body if isinstance(body, bytes) else body.encode())


def derived(context: Context) -> dict[str, str | bytes]:
    """Path under the output → body."""
    record, site, root = context["record"], context["site"], context["root"]
    originals = pages.listed([*context["pages"], *context["articles"]])
    about = {**machine.as_json(record), "hash": context["notice"].hash}
    files: dict[str, str | bytes] = {
        SITE: as_json(site),
        f"{record.edition.notice_path[record.binding]}notice.json": as_json(about),
        "sitemap.xml": sitemap.sitemap((pages.addresses(each, record) for each in originals), root),
        "robots.txt": sitemap.robots(root),
        securitytxt.PATH: securitytxt.security_txt(record, root, build_day(os.environ)),
    }
    for page in context["all_pages"]:
        if page.template == "news" and page.lang in site["feeds"]:
            own = [article for article in context["all_articles"] if article.lang == page.lang]
            files[site["feeds"][page.lang]] = feeds.feed(own, page, record, root)
    return files


def as_json(value: object) -> str:
    """Readable, in a stable order."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
