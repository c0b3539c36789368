"""`flask counts demo`: a full dashboard to look at, in a folder that can be thrown away."""

import os
from pathlib import Path

import click
from flask import Flask

from formhandler import clock, pages
from formhandler.config import DEMO, Config
from formhandler.demo import filling
from formhandler.demo.visits import Plan
from formhandler.sharing.views import prefix
from record import Record
from texts import Translator


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask counts demo`, its help in the owner's language, to the group that counts/ made."""
    t = config.words(record)
    group = app.cli.commands["counts"]
    assert isinstance(group, click.Group)

    @group.command(
        "demo", help=t("Fill a database of its own with invented figures, to see the dashboard full.")
    )
    @click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("var-demo"))
    def demo(folder: Path) -> None:
        now = clock.utcnow()
        try:
            _check(folder, config)
            sums = filling.figures(plan(config.site, record), now=now)
            link = filling.fill(
                folder,
                sums,
                notes(t),
                most=record.counting.keys,
                now=now,
                mark=t("`flask counts demo` made this folder. It holds nothing real and may be deleted."),
            )
        except (pages.SiteMissing, KeyError) as error:
            raise click.ClickException(t("The site is not built yet. Run `make html` first.")) from error
        except filling.NotOurs as error:
            raise click.ClickException(
                t(
                    "%(folder)s is somebody's own data, not a demo, and stays as it is. Name another folder: "
                    "flask counts demo var-demo",
                    folder=folder,
                )
            ) from error
        click.echo(_how(folder, _page(record, t.lang), link, t))


def _check(folder: Path, config: Config) -> None:
    if folder.absolute() == config.data and not (folder / DEMO).exists():
        raise filling.NotOurs(folder)
    filling.check(folder)


def plan(site: Path, record: Record) -> Plan:
    """What the demo has to know of the site built in the folder *site*. Raises SiteMissing, KeyError."""
    langs, built = list(record.languages), pages.site(site)
    return Plan(
        pages=built["counted"],
        languages=langs,
        forms={form.page[lang]: form.thanks[lang] for form in record.forms for lang in langs},
        menu=frozenset(item["url"] for items in built["menu"].values() for item in items),
        rare=(
            *(item["url"] for items in built["footer"].values() for item in items),
            *(form.receipt[lang] for form in record.forms for lang in langs),
        ),
        campaigns=record.counting.campaigns,
    )


def notes(t: Translator) -> filling.Notes:
    """What the demo's owner noted."""
    return filling.Notes(
        campaign=t("A campaign began"),
        paper=t("The local paper wrote about us"),
        opening=t("New opening hours"),
    )


def _page(record: Record, lang: str) -> str:
    """Where the page behind the link is, in the terminal's language if the site has it."""
    return prefix(record, lang if lang in record.languages else record.binding)


def _how(folder: Path, path: str, link: str, t: Translator) -> str:
    """What to do to see it; the address of another database in the environment has to be set aside."""
    aside = "DATABASE_URL= " if os.environ.get("DATABASE_URL") else ""
    return t(
        "Invented figures of %(n)s months are in %(folder)s. To see them: %(command)s and then open "
        "%(address)s",
        n=filling.MONTHS,
        folder=folder,
        command=f"{aside}DATA={folder} make serve",
        address=f"http://127.0.0.1:8000{path}/{link}",
    )
