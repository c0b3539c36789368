"""The monthly mail as a real mail server receives it."""

import re
from datetime import UTC, date, datetime, timedelta

from axe_playwright_python.sync_playwright import Axe

from counting.view import BOT, PHONE, Left, Missing, Sent, hour
from formhandler import chores, published, reports
from formhandler.counts import store
from formhandler.figures.store import notes
from tests.formhandler.app import owner
from tests.formhandler.counts.made import view

SIX = datetime(2026, 11, 1, 4, tzinfo=UTC)
ADDRESS = "/reset/maija.meikalainen@example.fi"


def october(app):
    """A visit on the 1st, two on the 2nd …, each with a second page; and some of everything."""
    counted = []
    for day in range(1, 32):
        at = hour(datetime(2026, 10, day, 10, tzinfo=UTC).timestamp())
        counted += [view("/", hour=at, source="google.com" if n % 2 else "") for n in range(day)]
        counted += [view("/palvelut/", before="/", hour=at, device=PHONE) for _ in range(day)]
    at = hour(datetime(2026, 10, 9, 10, tzinfo=UTC).timestamp())
    counted += [Sent(at, "/yhteys/")] * 3 + [Missing(at, ADDRESS)] * 2 + [Left(at, BOT)] * 40
    app.extensions["writer"].submit(lambda db: store.add(db, counted, most=200))


def deliver(app, *, now=SIX):
    app.extensions["writer"].submit(lambda db: reports.on(db, month=date(2026, 10, 1)))
    reports.due(app.extensions["writer"], app.extensions["engine"], now=now)
    return chores.deliver(app, now)


def parts(mail):
    return mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()


def test_the_month_comes_as_text_and_as_html_in_the_record_s_language(counting_app, smtp):
    october(counting_app)

    assert deliver(counting_app).sent == 1

    (mail,) = smtp.mails
    assert mail["To"] == "owner@example.fi"
    assert mail["Subject"] == "Käynnit: lokakuu 2026"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = parts(mail)
    for text in (plain, re.sub(r"<[^>]+>", " ", html)):
        assert "496" in text  # visits: 1 + 2 + … + 31
        assert "992" in text  # views
        assert "/palvelut/" in text
        assert "google.com" in text
    assert '<html lang="fi">' in html
    assert html.count('class="visits"') == 32  # a bar of each day, and the legend
    assert max(map(len, plain.splitlines())) <= 100


def test_it_is_sent_once_and_repeated_only_when_nobody_can_tell(counting_app, smtp):
    october(counting_app)
    smtp.answers["DATA"] = ["451 later"]

    assert deliver(counting_app).sent == 0
    for minutes in (1, 2, 60, 60 * 24 * 20):
        deliver(counting_app, now=SIX + timedelta(minutes=minutes))

    assert len(smtp.mails) == 1


def test_a_round_of_the_chores_finds_and_sends_it(counting_app, smtp):
    october(counting_app)
    counting_app.extensions["writer"].submit(lambda db: reports.on(db, month=date(2026, 10, 1)))

    chores._every_round(counting_app, SIX - timedelta(hours=1))
    assert smtp.mails == []
    chores._every_round(counting_app, SIX)
    chores._every_round(counting_app, SIX + timedelta(seconds=20))

    assert [mail["Subject"] for mail in smtp.mails] == ["Käynnit: lokakuu 2026"]


def test_an_hour_of_the_chores_notes_a_new_site(counting_app):
    sign = counting_app.extensions["config"].site / published.SIGN
    sign.parent.mkdir(parents=True)
    sign.write_text('{"release": "20261031T220000Z-0123456789ab", "at": "2026-10-31T22:00:00+00:00"}')

    for hours in (1, 2):
        chores._every_hour(counting_app, SIX + timedelta(hours=hours))

    with counting_app.extensions["engine"].connect() as db:
        assert [note.day for note in notes(db, date(2026, 10, 1), date(2026, 12, 1))] == [date(2026, 11, 1)]


def test_it_tells_nothing_that_somebody_typed_and_loads_nothing(counting_app, smtp):
    october(counting_app)
    deliver(counting_app)

    plain, html = parts(smtp.mails[0])
    assert ADDRESS not in plain + html
    assert "2 kertaa" in plain
    assert not re.search(r"<(img|script|link|iframe)\b|url\(|@import|src=", html)


def test_a_month_without_a_visit_says_so(counting_app, smtp):
    deliver(counting_app)

    plain, html = parts(smtp.mails[0])
    assert "ei laskettu mitään" in plain
    assert "ei laskettu mitään" in html


def test_the_command_shows_the_same_and_writes_a_page(counting_app, tmp_path):
    october(counting_app)

    shown = owner(counting_app, "counts", "report", "--month", "2026-10")
    owner(counting_app, "counts", "report", "--month", "2026-10", "--to", str(tmp_path / "october.html"))

    assert "Visits: October 2026" in shown
    assert "496" in shown
    assert "October 2026" in (tmp_path / "october.html").read_text("utf-8")


def test_the_command_says_how_a_month_is_written(counting_app):
    result = counting_app.test_cli_runner().invoke(args=["counts", "report", "--month", "lokakuu"])

    assert result.exit_code == 2
    assert "2026-10" in result.output


def test_the_page_is_accessible_and_fits_a_phone(counting_app, tmp_path, browser):
    october(counting_app)
    file = tmp_path / "october.html"
    owner(counting_app, "counts", "report", "--month", "2026-10", "--to", str(file))

    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(file.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["id"] not in ("region", "landmark-one-main")] == []
    page.close()
