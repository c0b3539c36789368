"""`flask inbox`: list, read and export the messages, in the owner's terminal."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import click
from flask import Flask, render_template
from flask.cli import AppGroup
from sqlalchemy import Connection, Engine

from formhandler import clock, mail, plain
from formhandler.answers import store as answer_store
from formhandler.answers.answer import Answer
from formhandler.answers.opened import open_answer
from formhandler.config import Config
from formhandler.inbox import display, store
from formhandler.inbox.opened import Opened, open_message
from formhandler.inbox.store import Sealed
from formhandler.owner import log
from formhandler.vault.commands import unlock
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring
from record import Record
from texts import Translator


def group(app: Flask, config: Config, record: Record) -> AppGroup:
    """Return the command group, its help in the owner's language."""
    t = config.words(record)
    engine: Engine = app.extensions["reader"]
    inbox = AppGroup("inbox", help=t("Read the messages that visitors sent."))
    everything = click.option("--all", "everything", is_flag=True, help=t("Quarantined messages too."))

    def fetch(kinds: tuple[str, ...]) -> list[Sealed]:
        with engine.connect() as db:
            return list(store.messages(db, kinds))

    def given(messages: list[Opened], keys: Keyring) -> dict[str, list[Answer]]:
        with engine.connect() as db:
            return _answers(db, messages, keys)

    @inbox.command("list", help=t("List the messages, the newest first."))
    @click.option("--quarantine", is_flag=True, help=t("Only the quarantined ones, with the reasons."))
    @everything
    def list_(quarantine: bool, everything: bool) -> None:
        opened, broken = _open(fetch(_kinds(quarantine, everything)), unlock(config, engine, t), t)
        for line in display.table(opened, t):
            click.echo(line)
        with engine.connect() as db:
            if held := store.count(db, "quarantine"):
                click.echo(
                    t.n(
                        "%(n)s message in quarantine: flask inbox list --quarantine",
                        "%(n)s messages in quarantine: flask inbox list --quarantine",
                        held,
                    )
                )
            for line in display.outbox(mail.summary(db), configured=config.mail_url is not None, t=t):
                click.echo(line)
        _tell(broken, t)

    @inbox.command("show", help=t("Show one message whole."))
    @click.argument("reference")
    def show(reference: str) -> None:
        with engine.connect() as db:
            sealed = store.one(db, reference)
        if sealed is None:
            raise click.ClickException(
                t(
                    "There is no message %(reference)s. It was erased, or the reference is mistyped; "
                    "see: flask inbox list",
                    reference=reference,
                )
            )
        keys = unlock(config, engine, t)
        opened, broken = _open([sealed], keys, t)
        for message in opened:
            log.write(app, log.TERMINAL, log.What.OPENED, message.reference, now=clock.utcnow())
            click.echo(display.message(message, record, t))
            for answer in given(opened, keys)[message.id]:
                click.echo(display.answer(answer, t))
        _tell(broken, t)

    @inbox.command("export", help=t("Write the messages out, readable by anyone who gets the file."))
    @click.option(
        "--format",
        "form",
        type=click.Choice(["json", "html"]),
        default="json",
        show_default=True,
        help=t("JSON for programs, HTML for people."),
    )
    @click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help=t("The file to write; without it, the terminal."),
    )
    @everything
    def export(form: str, output: Path | None, everything: bool) -> None:
        keys = unlock(config, engine, t)
        opened, broken = _open(fetch(_kinds(False, everything)), keys, t)
        answers = given(opened, keys)
        log.write(app, log.TERMINAL, log.What.EXPORTED, str(len(opened)), now=clock.utcnow())
        if form == "json":
            text = _json(opened, answers)
        else:
            text = render_template(
                "inbox/export.html",
                lang=t.lang,
                t=t,
                record=record,
                messages=opened,
                answers=answers,
                display=display,
            )
        if output is None:
            click.echo(text, nl=False)
        else:
            _write_private(output, text, t)
            click.echo(
                t(
                    "Wrote %(n)s messages to %(file)s. They are in the clear there: keep the file safe "
                    "and delete it in time.",
                    n=len(opened),
                    file=output,
                )
            )
        _tell(broken, t)

    return inbox


def _kinds(quarantine: bool, everything: bool) -> tuple[str, ...]:
    if everything:
        return ("message", "quarantine")
    return ("quarantine",) if quarantine else ("message",)


def _open(sealed: Iterable[Sealed], keys: Keyring, t: Translator) -> tuple[list[Opened], dict[str, str]]:
    """Open what opens; return the rest by reference with the reason. One bad envelope hides no other."""
    opened, broken = [], {}
    for one in sealed:
        try:
            opened.append(open_message(one, keys))
        except EnvelopeError as error:
            broken[one.reference] = plain.words(error, t)
    return opened, broken


def _answers(db: Connection, messages: list[Opened], keys: Keyring) -> dict[str, list[Answer]]:
    """What was answered, by the id of the message that it stands with; what does not open is left out."""
    found: dict[str, list[Answer]] = {message.id: [] for message in messages}
    newest = {message.thread: message.id for message in reversed(messages)}
    for sealed in answer_store.of_threads(db, dict.fromkeys(message.thread for message in messages)):
        try:
            answer = open_answer(sealed, keys)
        except EnvelopeError:
            continue
        # What it answers may be erased already, or be in quarantine and left out.
        found[answer.answers if answer.answers in found else newest[str(sealed.thread)]].append(answer)
    return found


def _json(messages: list[Opened], answers: dict[str, list[Answer]]) -> str:
    table = [
        {**message.as_json(), "answers": [_answer_json(answer) for answer in answers[message.id]]}
        for message in messages
    ]
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def _answer_json(answer: Answer) -> dict[str, str]:
    return {
        "written": answer.written.isoformat(),
        "lang": answer.lang,
        "subject": answer.subject,
        "body": answer.text,
        "by": answer.by,
        "via": answer.via,
    }


def _tell(broken: dict[str, str], t: Translator) -> None:
    for reference, reason in broken.items():
        click.echo(
            t("%(reference)s could not be opened: %(reason)s", reference=reference, reason=reason), err=True
        )
    if broken:
        raise SystemExit(1)


def _write_private(path: Path, text: str, t: Translator) -> None:
    """Write *text* to a new file that only its owner can read; never over one that stands there."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise click.ClickException(t("%(file)s exists already; choose another name.", file=path)) from error
    except OSError as error:
        raise click.ClickException(
            t("%(file)s can't be written: %(reason)s", file=path, reason=error.strerror)
        ) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
