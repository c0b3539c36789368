"""Exports as GoatCounter and Plausible write them, and what is wanted of them."""

import io
import zipfile
from dataclasses import replace
from datetime import date

from counting.judging import Site
from counting.pages import Pages
from formhandler.counts import dims
from formhandler.counts.sums import date_of
from formhandler.imports.taken import Taken, Wanted

TODAY = date(2026, 3, 20)
WANTED = Wanted(
    site=Site(pages=Pages(["/", "/palvelut/", "/yhteys/"]), hosts=frozenset({"example.fi"})),
    since=date(2024, 2, 20),
    until=TODAY,
    today=TODAY,
    most=200,
)
#: Values of people, each once: none of them may be anywhere but in the file.
CANARIES = ("Firefox 147.0.3", "Haiku 12", "5f0c9d3e-canary", "FI-11")

HEADER = (
    "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,"
    "FirstVisit,Date"
)


def hit(
    path, when="2026-03-01T10:00:00Z", referrer="", scheme="", *, size="1280,0,1", bot="0", event="false"
):
    """One row of GoatCounter's export."""
    browser, system, session, place = CANARIES
    person = f"{browser},{system},{session}"
    return f'{path},Title,{event},,{person},{bot},{referrer},{scheme},"{size}",{place},true,{when}'


def goatcounter(*rows):
    """An export of GoatCounter with *rows*."""
    return "\n".join((HEADER, *rows, "")).encode()


PAGES = '"date","hostname","page","visits","visitors","pageviews"'
ENTRANCES = '"date","entry_page","visitors","entrances","visit_duration","bounces","pageviews"'
EXITS = '"date","exit_page","visitors","visit_duration","exits","bounces","pageviews"'
SOURCES = (
    '"date","source","referrer","utm_source","utm_medium","utm_campaign","utm_content","utm_term",'
    '"pageviews","visitors","visits","visit_duration","bounces"'
)
DEVICES = '"date","device","visitors","visits","visit_duration","bounces","pageviews"'
EVENTS = '"date","name","link_url","path","visitors","events"'
LOCATIONS = '"date","country","region","city","visitors","visits","visit_duration","bounces","pageviews"'
BROWSERS = '"date","browser","browser_version","visitors","visits","visit_duration","bounces","pageviews"'


def plausible(**tables):
    """An export of Plausible: the name of each table → its lines, the header first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as export:
        for name, lines in tables.items():
            export.writestr(
                zipfile.ZipInfo(f"imported_{name}_20260301_20260302.csv"), "\n".join((*lines, ""))
            )
    return packed.getvalue()


#: Two days: two came to / and one of them went on to /palvelut/; the day after, one came to /yhteys/.
WEEK = {
    "pages": (
        PAGES,
        '"2026-03-01","example.fi","/",2,2,2',
        '"2026-03-01","example.fi","/palvelut",1,1,1',
        '"2026-03-02","example.fi","/yhteys/",1,1,1',
    ),
    "entry_pages": (ENTRANCES, '"2026-03-01","/",2,2,100,1,3', '"2026-03-02","/yhteys/",1,1,0,1,1'),
    "exit_pages": (
        EXITS,
        '"2026-03-01","/",1,0,1,1,1',
        '"2026-03-01","/palvelut",1,100,1,0,2',
        '"2026-03-02","/yhteys/",1,0,1,1,1',
    ),
    "sources": (
        SOURCES,
        '"2026-03-01","Google","google.com","","","","","",2,1,1,0,1',
        '"2026-03-01","Direct / None","","","","","","",1,1,1,0,1',
        '"2026-03-02","uutiskirje","","uutiskirje","email","","","",1,1,1,0,1',
    ),
    "devices": (DEVICES, '"2026-03-01","Mobile",2,2,100,1,3', '"2026-03-02","Laptop",1,1,0,1,1'),
    "custom_events": (
        EVENTS,
        '"2026-03-02","404","","/vanha?x=1",1,3',
        '"2026-03-02","Signup","","",1,1',
    ),
    "locations": (LOCATIONS, '"2026-03-01","FI","FI-11",634963,2,2,100,1,3'),
    "browsers": (BROWSERS, '"2026-03-01","Firefox","147.0.3",2,2,100,1,3'),
}


def taken(**changes):
    """Nothing yet, of what is wanted but for *changes*."""
    return Taken(replace(WANTED, **changes))


def pages(found):
    """(day, page) → its views, entries and onward."""
    return {
        (str(date_of(day)), name): tuple(sums[:3])
        for (day,), names in found.sums.pages.items()
        for name, sums in names.items()
    }


def keys(found, dim):
    """(day, key) → how many, of one dimension."""
    return {
        (str(date_of(day)), name): n
        for (which, day), names in found.sums.keys.items()
        if which == dim
        for name, [n] in names.items()
    }


def sources(found):
    return keys(found, dims.SOURCE)
