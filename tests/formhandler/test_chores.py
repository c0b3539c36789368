"""Between requests each side does what is its own: the letters leave from the owner's alone."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler import chores, create_app, letters
from formhandler.side import Side
from tests.formhandler.app import close, config, ready

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(("side", "sent"), [(Side.PUBLIC, 0), (Side.OWNER, 1), (Side.BOTH, 1)])
def test_a_round_sends_letters_on_the_owners_side_alone(tmp_path, site, record_file, smtp, side, sent):
    settings = config(tmp_path / "var", site, record_file, MAIL_URL=smtp.url)
    first = ready(settings)
    mail = letters.compose(
        first.extensions["record"], settings, to="liisa@example.com", subject="x", body="x", lang="fi"
    )
    key = letters.outbox_key(settings.data)
    first.extensions["writer"].submit(
        lambda db: letters.queue(db, key, document="a" * 32, mail=mail, now=NOW, delay=timedelta())
    )
    app = create_app(settings, side)

    chores._every_round(app, NOW)

    assert len(smtp.mails) == sent
    close(first, app)


@pytest.mark.parametrize(("side", "sent"), [(Side.PUBLIC, 0), (Side.OWNER, 1), (Side.BOTH, 1)])
def test_the_mailbox_is_looked_into_on_the_owners_side_alone(
    tmp_path, site, record_file, smtp, imap, side, sent
):
    settings = config(tmp_path / "var", site, record_file, MAIL_URL=smtp.url, IMAP_URL=imap.url)
    first = ready(settings)
    app = create_app(settings, side)

    chores._into_the_mailbox(app, NOW)

    assert len(smtp.mails) == sent
    close(first, app)
