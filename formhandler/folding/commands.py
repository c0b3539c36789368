"""`flask counts fold`: count the visits that the web server wrote down."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from formhandler import clock, db
from formhandler.config import Config
from formhandler.counts.known import Known
from formhandler.folding.adding import Adding, Newest
from formhandler.folding.follower import Follower, Told
from formhandler.folding.store import Overtaken
from formhandler.pages import SiteMissing
from formhandler.writer import Unavailable
from record import Record
from record.ways import LOG
from texts import Translator

EVERY = 1.0  # seconds between two looks at a log
ENDING = (signal.SIGTERM, signal.SIGINT)
AGAIN = 5.0  # seconds until the next try, when the database could not be written


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask counts fold`, its help in the owner's language, to the group that counts/ made."""
    t = config.words(record)
    group = app.cli.commands["counts"]
    assert isinstance(group, click.Group)

    @group.command("fold", help=t("Count the visits in the log that the web server writes of them."))
    @click.option("--follow", is_flag=True, help=t("Go on as the log grows, until a signal comes."))
    @click.argument(
        "logs", metavar="FILE…", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)
    )
    def fold(follow: bool, logs: tuple[Path, ...]) -> None:
        if record.counting.mode != LOG:
            raise click.ClickException(
                t(
                    'The record says [counting] mode = "%(mode)s", so no log is counted. Write "log" there.',
                    mode=record.counting.mode,
                )
            )
        if db.current(app.extensions["engine"]) != db.head():
            raise click.ClickException(t("The database is not up to date; run: flask migrate"))
        adding = Newest(Known(config.site, record).site).adding
        try:
            with _stopped() as stop:
                if follow:
                    _follow([_follower(app, log, adding, stop) for log in logs], stop, t)
                else:
                    for log in logs:
                        _once(app, log, adding, stop, t)
        except SiteMissing as error:
            raise click.ClickException(t("The site is not built yet. Run `make html` first.")) from error
        except OSError as error:
            raise click.ClickException(
                t("%(file)s can't be read: %(reason)s", file=error.filename, reason=error.strerror)
            ) from error


@contextmanager
def _stopped() -> Iterator[threading.Event]:
    """What is set by a signal to end: a block that is being counted is counted to its end."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in ENDING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _follower(
    app: Flask,
    log: Path,
    adding: Callable[[], Adding],
    stop: threading.Event,
    read: Callable[[int], None] = lambda _: None,
) -> Follower:
    return Follower(
        log.absolute(),
        adding,
        reader=app.extensions["reader"],
        writer=app.extensions["writer"],
        most=app.extensions["record"].counting.keys,
        read=read,
        going=lambda: not stop.is_set(),
    )


def _once(app: Flask, log: Path, adding: Callable[[], Adding], stop: threading.Event, t: Translator) -> None:
    """Count a log to its end, with a bar of how far it is on a terminal."""
    log.stat()  # one that is not there is the caller's mistake
    follower = _follower(app, log, adding, stop, lambda n: bar.update(n))
    bar = click.progressbar(
        length=follower.left(), label=str(log), file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    with bar:
        try:
            while follower.step(clock.utcnow()) and not stop.wait(EVERY):
                pass
        except (Unavailable, Overtaken) as error:
            raise click.ClickException(_refused(log, error, t)) from error
    _say(follower.told, t)
    click.echo(t.n("Counted %(n)s line.", "Counted %(n)s lines.", follower.told.lines))


def _follow(followers: Sequence[Follower], stop: threading.Event, t: Translator) -> None:
    """Count each log as it grows, until *stop*; one that is not there is waited for."""
    pause = 0.0
    while not stop.wait(pause):
        pause = EVERY
        for follower in followers:
            try:
                follower.step(clock.utcnow())
            except (Unavailable, Overtaken) as error:
                click.echo(_refused(follower.log, error, t), err=True)
                pause = AGAIN
            _say(follower.told, t)
            follower.told = Told()


def _refused(log: Path, error: Unavailable | Overtaken, t: Translator) -> str:
    if isinstance(error, Overtaken):
        return t("Another program counts %(file)s, too. Stop one of them.", file=log)
    return t(
        "%(file)s can't be counted now (%(reason)s). Nothing is lost: it goes on where it was.",
        file=log,
        reason=error,
    )


def _say(told: Told, t: Translator) -> None:
    """Tell on standard error what could not be counted."""
    for path in told.damaged:
        click.echo(t("%(file)s can't be unpacked to its end.", file=path), err=True)
    for path, number in told.first:
        click.echo(
            t(
                "%(file)s, line %(line)s: no line of the log of visits; it is left out.",
                file=path,
                line=number,
            ),
            err=True,
        )
    if told.foreign > len(told.first):
        click.echo(
            t.n(
                "%(n)s line of another format was left out.",
                "%(n)s lines of another format were left out.",
                told.foreign,
            ),
            err=True,
        )
