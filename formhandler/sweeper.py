"""The command `flask janitor`: what is due goes now; or what will go, and when, is only said."""

from collections.abc import Iterator
from datetime import date

import click
from flask import Flask

from formhandler import clock, janitor
from formhandler.consent import chain
from formhandler.counts import keeping
from formhandler.janitor import Due
from formhandler.register import recounting, sweeping
from record import Record
from record.period import ONE_MONTH
from texts import Translator


def register(app: Flask, record: Record, t: Translator) -> None:
    """Add the command to `flask`."""
    engine, writer = app.extensions["engine"], app.extensions["writer"]

    @app.cli.command("janitor", help=t("Erase what is due. The server does the same every hour."))
    @click.option(
        "--dry-run", is_flag=True, help=t("Only say what would be erased, and what within a month.")
    )
    def janitor_command(dry_run: bool) -> None:
        now = clock.utcnow()
        today = clock.day(now)
        if dry_run:
            with engine.connect() as db:
                due = janitor.count(db, now=now)
                coming = sweeping.coming(db, today=today, until=ONE_MONTH.add_to(today))
            click.echo(t("Would erase: %(what)s.", what=_said(due, t)))
            for line in _soon(coming, record, t):
                click.echo(line)
        else:
            recounting.follow(writer, record)
            key = chain.key(app.extensions["secret"])
            gone = janitor.sweep(writer, engine, key=key, now=now, counts=keeping.kept(record))
            click.echo(t("Erased: %(what)s.", what=_said(gone, t)))


def _said(due: Due, t: Translator) -> str:
    return t(
        "%(messages)s messages, %(notices)s sent notices, %(choices)s choices,"
        " %(entries)s entries of cards, %(lines)s other lines of the register",
        messages=due.messages,
        notices=due.notices,
        choices=due.choices,
        entries=due.entries,
        lines=due.lines,
    )


def _soon(coming: list[tuple[date, str, int]], record: Record, t: Translator) -> Iterator[str]:
    """A line for each day and data group; a group that the record has dropped by its id."""
    names = {group.id: group.name[t.lang] for group in record.groups}
    for day, group, n in coming:
        yield t(
            "Last day %(day)s: %(n)s entries, %(group)s",
            day=day.isoformat(),
            n=n,
            group=names.get(group, group),
        )
