"""`flask register import`: cards from a file."""

import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from click._termui_impl import ProgressBar
from flask import Flask
from flask.cli import AppGroup

from formhandler.config import Config
from formhandler.duties.store import Stale
from formhandler.exchange import csvfile, importing, mapping, opening, store, vcardfile, words
from formhandler.exchange.csvfile import BadFile, Shape
from formhandler.exchange.importing import Desk, Otherwise, TakenBefore
from formhandler.exchange.judging import Told
from formhandler.exchange.mapping import BadMapping, Plan
from formhandler.exchange.store import Tally
from formhandler.exchange.vcardfile import NoCards
from formhandler.owner import log
from formhandler.register import clocks
from record import Record
from texts import Translator, format_date

SHOWN = 20  # rows that the terminal names, too, where a report names all


def add(group: AppGroup, app: Flask, config: Config, record: Record, t: Translator) -> None:
    """Add `import` to *group*."""

    @group.command("import", help=t("Make cards of the rows of a CSV file, or of vCards."))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--kind", type=click.Choice(mapping.KINDS), required=True, help=t("What the rows are."))
    @click.option(
        "--source", required=True, help=t("Where they come from: a source of the record, by its id.")
    )
    @click.option(
        "--relation",
        type=click.Choice(mapping.RELATIONS),
        default=clocks.NONE,
        show_default=True,
        help=t("How they stand to you."),
    )
    @click.option(
        "--map",
        "mapped",
        multiple=True,
        metavar="HEADER=COLUMN",
        help=t("A column of the file and where it goes, as Nimi=person.name; again for each."),
    )
    @click.option("--dry-run", is_flag=True, help=t("Only say what would be taken."))
    @click.option("--overwrite", is_flag=True, help=t("Correct the cards of those who are there already."))
    @click.option(
        "--report", type=opening.FILE, help=t("A new file for the line of every row that is not taken.")
    )
    def import_command(
        file: Path,
        kind: str,
        source: str,
        relation: str,
        mapped: tuple[str, ...],
        dry_run: bool,
        overwrite: bool,
        report: Path | None,
    ) -> None:
        desk = opening.desk(app, config, record, t)
        with file.open("rb") as opened:
            raw, cards = _lines(opened, t)
            shape, plan = _planned(desk, raw, file, kind, source, relation, _pairs(mapped, t), t)
            _show(plan, shape, t)
            if not dry_run:
                _remember(desk, shape, plan)
            with _reporting(report, t) as lines:
                said = Said(lines, record, t, cards=cards)
                tally = _take(desk, raw, shape, plan, said, overwriting=overwrite, dry=dry_run, t=t)
        click.echo(_sum(tally, t, dry=dry_run))
        if not dry_run:
            log.write(
                app, log.TERMINAL, log.What.CARDS_IMPORTED, str(tally.taken + tally.corrected), now=desk.now
            )
        said.rest(report)


class Said:
    """Tells every row that is not taken: into the report, if there is one, and then only some here."""

    def __init__(self, report: TextIO | None, record: Record, t: Translator, *, cards: bool) -> None:
        self._report, self._record, self._t, self._cards = report, record, t, cards
        self._n = 0

    def __call__(self, told: Told) -> None:
        line = words.told(told, self._record, self._t, cards=self._cards)
        self._n += 1
        if self._report is not None:
            self._report.write(f"{line}\n")
        if self._report is None or self._n <= SHOWN:
            click.echo(line, err=True)

    def rest(self, report: Path | None) -> None:
        """Say where all of them are."""
        t = self._t
        if report is not None and self._n:
            click.echo(t("All of them are named in %(file)s.", file=report), err=True)


def _lines(opened: BinaryIO, t: Translator) -> tuple[BinaryIO, bool]:
    """The file as CSV, and whether it is of vCards: those are held in memory, CSV is read in pieces."""
    if not vcardfile.is_one(opened.read(64)):
        opened.seek(0)
        return opened, False
    opened.seek(0)
    try:
        return io.BytesIO(vcardfile.as_csv(opened.read())), True
    except NoCards as none:
        raise click.ClickException(t("The file holds no vCard.")) from none


def _pairs(mapped: tuple[str, ...], t: Translator) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in mapped:
        name, equals, column = (part.strip() for part in one.rpartition("="))
        if not equals or not name or not column:
            raise click.ClickException(t("--map wants HEADER=COLUMN, as Nimi=person.name."))
        if name in found:
            raise click.ClickException(words.bad_mapping(BadMapping(mapping.Why.TWICE, name), t))
        found[name] = column
    return found


def _planned(
    desk: Desk,
    raw: BinaryIO,
    file: Path,
    kind: str,
    source: str,
    relation: str,
    wanted: Mapping[str, str],
    t: Translator,
) -> tuple[Shape, Plan]:
    """The mapping that is asked for; else the one of the last such file; else what the names say."""
    try:
        to = mapping.targets(desk.record, kind, source)
        shape = csvfile.look(raw)
        with desk.reader.connect() as db:
            before = store.remembered(db, desk.rows, kind, shape.header)
        columns = wanted or before or mapping.guessed(shape.header, to)
        make = partial(mapping.plan, shape.header, columns, to)
        return shape, make(kind=kind, source=source, relation=relation)
    except BadFile as bad:
        raise click.ClickException(words.bad_file(bad.why, file, t)) from bad
    except BadMapping as bad:
        raise click.ClickException(words.bad_mapping(bad, t)) from bad


def _show(plan: Plan, shape: Shape, t: Translator) -> None:
    """What goes where, and what is left out, before anything is taken."""
    for place, target in plan.mapped:
        click.echo(f"{shape.header[place]} → {target.column}", err=True)
    taken = {place for place, _ in plan.mapped}
    if left := [name for place, name in enumerate(shape.header) if place not in taken]:
        click.echo(t("Left out: %(columns)s.", columns=", ".join(left)), err=True)


def _remember(desk: Desk, shape: Shape, plan: Plan) -> None:
    columns = {shape.header[place]: target.column for place, target in plan.mapped}
    desk.writer.submit(
        lambda db: store.remember(db, desk.rows, plan.kind, shape.header, columns, now=desk.now)
    )


def _take(
    desk: Desk,
    raw: BinaryIO,
    shape: Shape,
    plan: Plan,
    said: Callable[[Told], None],
    *,
    overwriting: bool,
    dry: bool,
    t: Translator,
) -> Tally:
    try:
        with _bar(shape.size, t) as bar:
            return importing.take(
                desk, raw, shape, plan,
                overwriting=overwriting, dry=dry, say=said, moved=lambda place: bar.update(place - bar.pos),
            )  # fmt: skip
    except TakenBefore as before:
        day = format_date(before.day, t.lang)
        raise click.ClickException(t("This file was imported already, on %(day)s.", day=day)) from before
    except Otherwise as otherwise:
        raise click.ClickException(
            t(
                "The beginning of this file was imported with another source, relation or mapping. Run it "
                "with the same, so that the rest comes as the beginning did."
            )
        ) from otherwise
    except Stale as stale:
        raise click.ClickException(
            t("Another import of this file is running. This one has stopped and wrote nothing more.")
        ) from stale


def _bar(size: int, t: Translator) -> ProgressBar[int]:
    """How far the file is read, on a terminal alone."""
    return click.progressbar(length=size, label=t("Reading"), file=sys.stderr, hidden=not sys.stderr.isatty())


def _sum(tally: Tally, t: Translator, *, dry: bool) -> str:
    numbers = {
        "read": tally.read,
        "taken": tally.taken,
        "corrected": tally.corrected + tally.same,
        "known": tally.known,
        "refused": tally.refused,
    }
    if dry:
        return t(
            "Nothing was written. Rows %(read)s: new cards %(taken)s, to correct %(corrected)s, left aside "
            "%(known)s, faulty %(refused)s.",
            **numbers,
        )
    return t(
        "Rows %(read)s: new cards %(taken)s, corrected %(corrected)s, left aside %(known)s, "
        "faulty %(refused)s.",
        **numbers,
    )


@contextmanager
def _reporting(path: Path | None, t: Translator) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    with opening.private(path, t) as file:
        try:
            yield file
        finally:
            file.flush()
            if not path.stat().st_size:  # an empty one would only be in the way of the next
                path.unlink()
