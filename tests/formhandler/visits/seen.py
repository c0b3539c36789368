"""Visits before now, for the page that shows them; and what a page's tables say, number by number."""

import re
from datetime import timedelta
from html import unescape

from counting.view import BOT, PHONE, Left, Missing, Sent, hour
from formhandler import clock
from formhandler.counts import store
from tests.formhandler.counts.made import view

PATH = "/hallinta/en/kaynnit"
HOSTILE = "=cmd|' /C calc'!A0"


def ago(days):
    return hour((clock.utcnow() - timedelta(days=days)).timestamp())


def day(days):
    return clock.day(clock.utcnow() - timedelta(days=days))


def keep(app, *counted):
    app.extensions["writer"].submit(lambda db: store.add(db, counted, most=200))


def month(app):
    """Forty days, each with as many visits as it is days ago; and some of everything."""
    counted = [view("/", hour=ago(days)) for days in range(40) for _ in range(days)]
    counted += [view("/services/", before="/", hour=ago(days)) for days in range(0, 40, 3)]
    counted += [view(f"/news/{n}/", before="/", hour=ago(2)) for n in range(20)]
    counted += [view("/", hour=ago(1), source=f"h{n}.example", device=PHONE, lang="sv") for n in range(8)]
    counted += [Sent(ago(1), "/contact/"), Missing(ago(1), HOSTILE), Missing(ago(1), "/old/")]
    keep(app, *counted, *[Left(ago(1), BOT)] * 3)


def tables(page):
    """Each table of an English page, by its caption: a list of rows, each its name and its numbers."""
    found = {}
    for table in re.findall(r'<table class="amounts">(.*?)</table>', page, re.DOTALL):
        caption = re.search(r"<caption[^>]*>(.*?),", table)[1]
        rows = re.findall(r"<tr class=.*?</tr>", table, re.DOTALL)
        found[unescape(caption)] = [_row(row) for row in rows]
    return found


def _row(row):
    name = re.sub(
        r"<svg.*?</svg>|<a class=\"mark\".*?</a>", "", re.search(r"<th[^>]*>(.*?)</th>", row, re.DOTALL)[1]
    )
    name = unescape(re.sub(r"<[^>]+>", "", name)).strip()
    return [name, *map(_number, re.findall(r'<td class="number">(.*?)</td>', row))]


def _number(said):
    if said == "–":
        return None
    if said.endswith("%"):
        return round(float(said.rstrip("%")) / 100, 3)
    return int(said.replace(",", ""))
