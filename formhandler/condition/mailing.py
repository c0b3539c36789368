"""Whether mail goes out."""

from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import mail
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.mail.smtp import SmtpConfig
from texts import Translator


def goes_out(config: Config, engine: Engine, t: Translator) -> Iterator[Finding]:
    if config.mail_url is None:
        yield Finding(
            Topic.MAIL, Mark.NOTE, t("No mail server is set (MAIL_URL); notices wait in the outbox.")
        )
    else:
        yield _greeting(config.mail_url, t)
    try:
        with engine.connect() as connection:
            summary = mail.summary(connection)
    except SQLAlchemyError:
        return  # said above
    if summary.waiting or summary.failed:
        yield Finding(
            Topic.MAIL,
            Mark.NOTE,
            t(
                "Notices waiting: %(waiting)s, refused: %(failed)s.",
                waiting=summary.waiting,
                failed=summary.failed,
            ),
        )


def _greeting(smtp: SmtpConfig, t: Translator) -> Finding:
    try:
        with smtp.session():
            return Finding(Topic.MAIL, Mark.FINE, t("The mail server %(host)s answers.", host=smtp.host))
    except OSError as error:  # smtplib's own errors are OSErrors
        return Finding(
            Topic.MAIL,
            Mark.FAULT,
            t(
                "The mail server %(host)s does not take our mail (%(error)s). Check MAIL_URL.",
                host=smtp.host,
                error=type(error).__name__,
            ),
        )
