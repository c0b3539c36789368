"""The owner's commands that belong to no one feature: serve, migrate, doctor, send-mail."""

from functools import partial

import click
from flask import Flask

from formhandler import chores, clock, condition, db, mail, mailroom, serve, sweeper
from formhandler.backups import commands as backups
from formhandler.config import Config
from formhandler.side import Side
from formhandler.vault import commands as vault
from formhandler.vault.errors import VaultClosed
from record import Record
from texts import Translator


def register(app: Flask, config: Config, record: Record) -> None:
    """Add the commands to `flask`."""
    t = config.words(record)
    engine, writer = app.extensions["engine"], app.extensions["writer"]
    sweeper.register(app, record, t)

    at = click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=8000,
        show_default=True,
        help=t("The port to listen on."),
    )

    @app.cli.command("serve", help=t("Serve the site, the form and the owner's side on this computer."))
    @at
    @click.option(
        "--prepare", is_flag=True, help=t("First make what is missing: the database and a managed key.")
    )
    def serve_command(port: int, prepare: bool) -> None:
        _check_port(port, t)
        if prepare:
            _prepare(app, config, t)
        _serve(app, port, Side.BOTH, t)

    @app.cli.command("serve-public", help=t("Serve the form alone, with no way to open a message."))
    @at
    def serve_public(port: int) -> None:
        _check_port(port, t)
        _serve(app, port, Side.PUBLIC, t)

    @app.cli.command("serve-owner", help=t("Serve the owner's side alone."))
    @at
    def serve_owner(port: int) -> None:
        _check_port(port, t)
        _serve(app, port, Side.OWNER, t)

    @app.cli.command("migrate", help=t("Bring the database up to date."))
    def migrate() -> None:
        config.make_data_folder()
        db.upgrade(engine)
        click.echo(t("The database is up to date (%(revision)s).", revision=db.current(engine)))

    @app.cli.command(
        "doctor", help=t("Check the key, the permissions, the mail, the database, the disk and the record.")
    )
    @click.option("--no-certificate", is_flag=True, help=t("Don't ask the site for its certificate."))
    @click.option("--public", is_flag=True, help=t("See that this user, the public side's, opens nothing."))
    def doctor_command(no_certificate: bool, public: bool) -> None:
        certificate = None if no_certificate else condition.ask_certificate(record)
        findings = condition.examine(app, t, certificate=certificate, now=clock.utcnow(), public=public)
        for finding in findings:
            click.echo(f"{finding.mark} {finding.text}")
        if any(finding.mark is condition.Mark.FAULT for finding in findings):
            raise SystemExit(1)

    @app.cli.command("send-mail", help=t("Send the notices that wait, now."))
    def send_mail() -> None:
        writer.submit(partial(mail.retry_failed, now=clock.utcnow()))
        report = chores.deliver(app, clock.utcnow())
        click.echo(
            t(
                "Sent %(sent)s, waiting %(waiting)s, refused %(failed)s.",
                sent=report.sent,
                waiting=report.waiting,
                failed=report.failed,
            )
        )
        click.echo(_send_letters(app, t))


def _send_letters(app: Flask, t: Translator) -> str:
    """Send the answers that are due, if this user may, and say how they stand."""
    try:
        report = mailroom.deliver(app, clock.utcnow())
    except VaultClosed:
        return t("Answers wait. Only the user of the owner's side may send them.")
    return t(
        "Answers: sent %(sent)s, waiting %(waiting)s, not sent %(failed)s, perhaps arrived %(doubtful)s.",
        sent=report.sent,
        waiting=report.left.waiting,
        failed=report.left.failed,
        doubtful=report.left.doubtful,
    )


def _check_port(port: int, t: Translator) -> None:
    if not serve.free(port):
        raise click.ClickException(
            t("Port %(port)s is taken; choose another: make serve PORT=8001", port=port)
        )


def _serve(app: Flask, port: int, side: Side, t: Translator) -> None:
    engine = app.extensions["engine"]
    if db.current(engine) != db.head():
        raise click.ClickException(t("The database is not up to date; run: flask migrate"))
    backups.check(engine, app.extensions["config"].data, t)
    app.extensions["writer"].close()
    engine.dispose()
    serve.run(port, side)


def _prepare(app: Flask, config: Config, t: Translator) -> None:
    """Make the database and, where it knows no key yet, a managed one; say so."""
    config.make_data_folder()
    db.upgrade(app.extensions["engine"])
    if vault.unknown(app.extensions["engine"]):
        key = vault.make(app, config.data, None)
        click.echo(vault.made(config.data, key, t), err=True)
