"""The owner's page of visits: everything there is to tell of a period, for whoever may read."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from sqlalchemy import text

from counting.view import hour
from formhandler import clock
from tests.formhandler.counts.made import view
from tests.formhandler.owner.desk import desk
from tests.formhandler.visits.seen import HOSTILE, PATH, ago, day, keep, month, tables


def tallies(page):
    """The large numbers, by their names."""
    return {
        name: re.sub(r"\D", "", n)
        for name, n in re.findall(r'<dt>([^<]+)</dt>\s*<dd class="large">([^<]+)</dd>', page)
    }


def faults(page):
    return re.findall(r'<p class="warning" role="alert">(.*?)</p>', page)


def test_without_counting_it_says_how_to_switch_it_on(app):
    page = desk(app, "reader").get(PATH).text

    assert "Visits are not counted" in page
    assert "mode = &#34;server&#34;" in page or 'mode = "server"' in page
    assert "<table" not in page


def test_before_the_first_visit_it_says_what_to_do(counting_app):
    page = desk(counting_app, "reader").get(PATH).text

    assert "No visit has been counted yet" in page
    assert counting_app.extensions["record"].counting.say["en"] in unescape(page)
    assert "<table" not in page


def test_it_speaks_every_language(counting_app):
    month(counting_app)
    reader = desk(counting_app, "reader")

    assert "Käynnit ja katselut päivittäin" in reader.get("/hallinta/kaynnit").text
    assert "Besök och visningar per dag" in reader.get("/hallinta/sv/kaynnit").text
    assert "Visits and views by day" in reader.get(PATH).text


def test_it_stands_in_the_menu_of_everybody(counting_app):
    for role in ("reader", "staff", "owner"):
        assert f'href="{PATH}"' in desk(counting_app, role).get("/hallinta/en/").text, role


def test_the_large_numbers_are_those_of_the_period(counting_app):
    month(counting_app)

    page = desk(counting_app).get(f"{PATH}?jakso=7").text

    assert tallies(page) == {
        "Visits": str(sum(range(7)) + 8),
        "Views": str(21 + 8 + 3 + 20),
        "Views per visit": "18",
        "Forms sent": "1",
    }
    told = re.search(r'<strong>(.*?)</strong> (.*?) <span class="then">(.*?)</span>', page)
    assert told.groups() == ("\N{MINUS SIGN}59%", "fewer than before", "(70)")


def test_a_day_that_is_not_over_says_so(counting_app):
    month(counting_app)
    owner = desk(counting_app)

    assert "Today is not over yet" in owner.get(PATH).text
    assert "Today is not over yet" not in owner.get(f"{PATH}?alku={day(9)}&loppu={day(2)}").text


def test_days_that_make_no_sense_are_told_and_the_page_is_shown(counting_app):
    month(counting_app)
    owner = desk(counting_app)

    for query in ("alku=x&loppu=y", "alku=2026-05-02&loppu=2026-05-01", "jakso=x", "alku=9999-12-31"):
        answer = owner.get(f"{PATH}?{query}")
        assert answer.status_code == 200, query
        [fault] = faults(answer.text)
        assert fault.endswith("Here are the last 30 days instead.")
        assert tables(answer.text)["Pages"]


def test_two_days_are_asked_for_by_a_form_that_needs_no_script(counting_app):
    month(counting_app)
    owner = desk(counting_app)
    form = re.search(
        r'<form class="between" method="get" action="([^"]+)">(.*?)</form>', owner.get(PATH).text, re.DOTALL
    )
    assert re.findall(r'name="(\w+)" type="date"', form[2]) == ["alku", "loppu"]

    page = owner.get(f"{form[1]}?alku={day(3)}&loppu={day(2)}").text

    assert tallies(page)["Visits"] == "5"
    assert faults(page) == []


def test_the_pages_are_ordered_by_a_link_and_all_of_them_shown_by_another(counting_app):
    month(counting_app)
    owner = desk(counting_app)
    page = owner.get(PATH).text
    assert len(tables(page)["Pages"]) == 16

    whole = owner.get(unescape(re.search(r'href="([^"#]+)#pages">Show all', page)[1])).text
    by_name = owner.get(unescape(re.search(r'href="([^"#]+)#pages">Page<', whole)[1])).text

    names = [name for name, *_ in tables(by_name)["Pages"]]
    assert len(names) == 22
    assert names == sorted(names)
    assert 'aria-sort="ascending"' in by_name
    assert sum(row[1] for row in tables(page)["Pages"]) == sum(row[1] for row in tables(whole)["Pages"])


@pytest.mark.parametrize("query", ["?jakso=7", "?jakso=kaikki&nayta=pages,sources&jarjestys=exits"])
def test_the_files_hold_exactly_what_the_page_shows(counting_app, query):
    month(counting_app)
    owner = desk(counting_app, "reader")
    page = owner.get(PATH + query).text

    shown = tables(page)
    given = owner.get(f"{PATH}.json{query}").json["tables"].values()
    rows = {each["caption"]: [list(numbers(row).values()) for row in each["rows"]] for each in given}
    assert {caption: [row[1:] for row in table] for caption, table in shown.items()} == rows
    assert {c: [row[0] for row in table] for c, table in shown.items()} == {
        each["caption"]: [row["name"] for row in each["rows"]] for each in given
    }

    links = re.findall(r'href="([^"]+\.csv\?[^"]+)" download', page)
    assert len(links) == len(shown)
    for link in links:
        answer = owner.get(unescape(link))
        [head, *lines] = csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
        id = re.search(r'filename="([a-z]+)-', answer.headers["Content-Disposition"])[1]
        columns = len(head) - (2 if id == "sources" else 1)
        told = [
            [value(cell, name) for cell, name in zip(line[-columns:], head[-columns:], strict=True)]
            for line in lines
        ]
        assert told in list(rows.values()), id


def numbers(row):
    return {name: n for name, n in row.items() if name not in ("name", "key", "group")}


def value(cell, head):
    if cell == "":
        return None
    return round(float(cell) / 100, 3) if head.endswith("%") else int(cell)


def test_what_somebody_sent_is_text_on_the_page_and_no_formula_in_the_file(counting_app):
    keep(counting_app, view(hour=ago(0), source="x.example"), view("*", hour=ago(0)))
    month(counting_app)
    owner = desk(counting_app)

    page, file = owner.get(PATH).text, owner.get(f"{PATH}.csv?taulu=missing")

    assert HOSTILE in unescape(page)
    assert HOSTILE not in page
    assert f"'{HOSTILE};1" in file.data.decode("utf-8-sig")
    assert file.mimetype == "text/csv"


def test_a_file_of_nothing_is_not_found(counting_app):
    month(counting_app)
    owner = desk(counting_app)

    for path in (".csv", ".csv?taulu=nonsense", ".csv?taulu=pages&alku=x", ".json?jakso=nonsense"):
        assert owner.get(PATH + path).status_code == 404, path


def test_files_are_for_whoever_is_signed_in(counting_app):
    month(counting_app)

    for path in ("", ".json", ".csv?taulu=pages", "/sivu?osoite=/"):
        answer = counting_app.test_client().get(PATH + path, base_url="https://www.example.fi")
        assert (answer.status_code, "kirjaudu" in answer.location) == (303, True)


def test_sums_that_do_not_fit_are_told_in_words_with_what_to_do(counting_app):
    month(counting_app)
    owner = desk(counting_app)
    assert "The sums fit each other" in owner.get(PATH).text

    with counting_app.extensions["engine"].begin() as db:
        db.execute(text("UPDATE count_page_month SET onward = onward + 1 WHERE entries > 0"))
        db.execute(text("UPDATE count_page_day SET onward = onward + 1 WHERE entries > 0"))
    page = owner.get(PATH).text

    assert "The sums do not fit each other" in re.search(r'<p class="error">(.*?)</p>', page)[1]
    assert "flask doctor" in page


def test_a_month_leads_to_the_one_before_and_after(counting_app):
    keep(counting_app, *(view(hour=ago(days)) for days in range(100)))
    owner = desk(counting_app)
    page = owner.get(f"{PATH}?jakso=kuukausi").text
    assert "The month after" not in page

    before = owner.get(unescape(re.search(r'rel="prev" href="([^"]+)"', page)[1])).text
    back = owner.get(unescape(re.search(r'rel="next" href="([^"]+)"', before)[1])).text

    last = clock.day(clock.utcnow()).replace(day=1) - timedelta(days=1)
    assert tallies(before)["Visits"] == str(last.day)
    assert tallies(back) == tallies(page)


def test_of_one_page_there_are_its_own_days_and_a_word_on_what_is_not_known(counting_app):
    month(counting_app)
    owner = desk(counting_app, "reader")

    page = owner.get(
        unescape(re.search(r'href="([^"]+/sivu\?[^"]+)">/services/<', owner.get(PATH).text)[1])
    ).text

    assert tallies(page)["Views"] == "10"
    assert sum(row[2] for row in tables(page)["Visits and views over time"]) == 10
    assert "never together with a page" in page
    assert "h1.example" not in page


def test_a_page_that_nobody_looked_at_is_no_fault(counting_app):
    month(counting_app)

    page = desk(counting_app).get(f"{PATH}/sivu?osoite=%3Cscript%3E&jakso=7").text

    assert tallies(page)["Views"] == "0"
    assert "&lt;script&gt;" in page


def test_figures_of_before_it_was_switched_off_stay_to_be_read(app):
    month(app)

    page = desk(app).get(PATH).text

    assert "Visits are not counted" in page
    assert tables(page)["Pages"]


def test_the_last_hours_stand_beside_a_week(counting_app):
    keep(counting_app, view(hour=hour(clock.utcnow().timestamp())))
    month(counting_app)
    owner = desk(counting_app)

    assert len(tables(owner.get(f"{PATH}?jakso=7").text)["The last 48 hours"]) == 48
    assert "The last 48 hours" not in owner.get(PATH).text
