"""`flask counts report`: a month's figures on the terminal, or as a file to print."""

from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask

from formhandler import clock
from formhandler.config import Config
from formhandler.figures.period import month_before
from formhandler.reports import month as months
from formhandler.reports import plain, writing
from record import Record
from texts import Translator


def register(app: Flask, config: Config, record: Record) -> None:
    """Add it, its help in the owner's language, to the group that counts/ made."""
    t = config.words(record)
    group = app.cli.commands["counts"]
    assert isinstance(group, click.Group)

    @group.command("report", help=t("Show a month's figures, as the monthly mail has them."))
    @click.option("--month", metavar="2026-10", help=t("Of which month; without it, of the last one."))
    @click.option(
        "--to",
        type=click.Path(dir_okay=False, path_type=Path),
        help=t("Write them into this file, as HTML to look at or to print."),
    )
    def report(month: str | None, to: Path | None) -> None:
        now = clock.utcnow()
        found = months.report(app, _month(month, now, t), now=now, lang=t.lang)
        if to is None:
            click.echo(plain.text(found), nl=False)
            return
        to.write_text(writing.as_html(app, found), "utf-8")
        click.echo(t("Written: %(file)s", file=to))


def _month(given: str | None, now: datetime, t: Translator) -> date:
    if given is None:
        return month_before(clock.day(now))
    try:
        return datetime.strptime(given, "%Y-%m").date()  # noqa: DTZ007  # a calendar month, no moment
    except ValueError:
        raise click.BadParameter(
            t("“%(given)s” is no month; write one as 2026-10", given=given), param_hint="--month"
        ) from None
