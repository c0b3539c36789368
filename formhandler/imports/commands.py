"""`flask counts import`: the figures of another program, once."""

import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import click
from click._termui_impl import ProgressBar
from flask import Flask

from counting.judging import site_of
from formhandler import clock, pages
from formhandler.config import Config
from formhandler.counts import keeping
from formhandler.imports import importing
from formhandler.imports.fault import Fault
from formhandler.imports.store import DaysCounted, Refused, TakenBefore
from formhandler.imports.taken import Wanted
from formhandler.imports.words import sentence
from formhandler.writer import Unavailable
from record import Record
from texts import Translator, format_date, format_moment

DAY = click.DateTime(["%Y-%m-%d"])


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask counts import`, its help in the owner's language, to the group that counts/ made."""
    t = config.words(record)
    group = app.cli.commands["counts"]
    assert isinstance(group, click.Group)

    @group.command("import", help=t("Take over the figures of another program, from the file it exported."))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--format",
        "kind",
        type=click.Choice(list(importing.FORMATS)),
        required=True,
        help=t("The program that wrote the file."),
    )
    @click.option("--since", type=DAY, help=t("Leave earlier days aside, as in 2026-09-01."))
    @click.option("--until", type=DAY, help=t("Leave later days aside, as in 2026-09-30."))
    def import_command(file: Path, kind: str, since: datetime | None, until: datetime | None) -> None:
        now = clock.utcnow()
        wanted = _wanted(config, record, t, now=now, since=since, until=until)
        bar = _bar(file, t)
        take = partial(
            importing.take, reader=app.extensions["reader"], writer=app.extensions["writer"], now=now
        )
        try:
            with bar:
                done = take(file, kind, wanted, tell=bar.update)
        except Fault as fault:
            raise click.ClickException(sentence(fault, t)) from fault
        except Refused as refused:
            raise click.ClickException(_refusal(refused, t)) from refused
        except OSError as error:
            raise click.ClickException(
                t("%(file)s can't be read: %(reason)s", file=file, reason=error.strerror)
            ) from error
        except Unavailable as error:
            raise click.ClickException(
                t("The figures can't be written now (%(reason)s). Nothing was imported.", reason=error)
            ) from error
        click.echo(_said(done, wanted, t))


def _wanted(
    config: Config,
    record: Record,
    t: Translator,
    *,
    now: datetime,
    since: datetime | None,
    until: datetime | None,
) -> Wanted:
    if not record.counting.on:
        raise click.ClickException(
            t(
                'The record counts no visits: [counting] mode is "off". Switch it on first: then the record '
                "says how long figures are kept."
            )
        )
    try:
        site = site_of(record, pages.site(config.site))
    except (pages.SiteMissing, KeyError) as error:
        raise click.ClickException(t("The site is not built yet. Run `make html` first.")) from error
    today = clock.day(now)
    first = keeping.oldest(keeping.kept(record), today)
    return Wanted(
        site=site,
        since=max(first, since.date()) if since else first,
        until=until.date() if until else today,
        today=today,
        most=record.counting.keys,
    )


def _bar(file: Path, t: Translator) -> ProgressBar[int]:
    """How far the reading is, on a terminal alone."""
    return click.progressbar(
        length=file.stat().st_size,
        label=t("Reading"),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    )


def _refusal(refused: Refused, t: Translator) -> str:
    match refused:
        case TakenBefore(at=at):
            return t("This file was imported already, on %(time)s.", time=format_moment(at, t.lang))
        case DaysCounted(first=first, last=last, number=number):
            days = {"first": format_date(first, t.lang), "last": format_date(last, t.lang)}
            beside = {"before": first - timedelta(days=1), "after": last + timedelta(days=1)}
            return t.n(
                "%(n)s day of the file has figures already: %(first)s. Nothing was imported; leave it aside "
                "with --until %(before)s or --since %(after)s.",
                "%(n)s days of the file have figures already, %(first)s to %(last)s. Nothing was imported; "
                "leave them aside with --until %(before)s or --since %(after)s.",
                number,
                **days,
                **beside,
            )
    raise refused


def _said(done: importing.Done, wanted: Wanted, t: Translator) -> str:
    first, last = format_date(done.first, t.lang), format_date(done.last, t.lang)
    said = t.n(
        "Imported %(n)s day, %(first)s: views %(views)s, visits %(entries)s.",
        "Imported %(n)s days, %(first)s to %(last)s: views %(views)s, visits %(entries)s.",
        done.days,
        first=first,
        last=last,
        views=done.views,
        entries=done.entries,
    )
    if not done.outside:
        return said
    since, until = format_date(wanted.since, t.lang), format_date(wanted.until, t.lang)
    aside = t.n(
        "%(n)s row was left aside: only days from %(since)s to %(until)s are imported.",
        "%(n)s rows were left aside: only days from %(since)s to %(until)s are imported.",
        done.outside,
        since=since,
        until=until,
    )
    return f"{said} {aside}"
