"""After a day's work with the register, no file that the system wrote holds anything of anybody."""

import csv
import io
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from formhandler import clock, db
from formhandler.register import fields
from formhandler.schema import card, dossier
from record import Record, load
from tests import sites
from tests.formhandler.register import paper
from tests.registered import registered
from tests.server import Server
from tests.test_canary import Desk, _Still, found_in, let_in

NOTES = {
    "note": "Muistikanaria visertää puhelimessa",
    "words": "Lupakanaria lupaa laulaa uutiskirjeessä",
    "who": "Pyyntökanaria Häkkilä-Sulkanen",
    "asked": "Tietokanaria kysyy sulkapeitteestään",
    "recipient": "Tilikanaria Oy Siivekäs",
    "what": "Luovutuskanaria sulkasatoineen",
    "breach": "Loukkauskanaria karkasi häkistään",
    "row": "Rivikanaria Nokkanen",
    "mail": "rivikanaria.nokkanen@example.fi",
}
DAY = clock.day(datetime.now(UTC)).isoformat()


@dataclass
class Answer:
    """As Flask's own client would give it."""

    status_code: int
    text: str


@dataclass
class Sitting:
    """The owner's browser, for the functions that fill the forms of cards."""

    desk: Desk

    def get(self, path: str) -> Answer:
        return self._open(path, None)

    def post(self, path: str, **typed: object) -> Answer:
        return self._open(path, {"csrf_token": self._token, **typed})

    @property
    def _token(self) -> str:
        return self.get("/hallinta/en/pohjat").text.partition('csrf_token" value="')[2].partition('"')[0]

    def _open(self, path: str, typed: dict[str, object] | None) -> Answer:
        data = urllib.parse.urlencode(typed, doseq=True).encode() if typed is not None else None
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self.desk.cookie}
        request = urllib.request.Request(self.desk.server.url + path, data, headers)
        try:
            answer = urllib.request.build_opener(_Still).open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.read().decode())


def done(answer: Answer) -> Answer:
    assert answer.status_code in (200, 303), answer.text
    return answer


def cards(server: Server) -> list[str]:
    engine = create_engine(db.sqlite_url(server.data))
    with engine.connect() as connection:
        found = list(connection.execute(select(card.c.id).order_by(card.c.seq)).scalars())
    engine.dispose()
    return found


def kinds(server: Server) -> set[str]:
    engine = create_engine(db.sqlite_url(server.data))
    with engine.connect() as connection:
        found = set(connection.execute(select(dossier.c.kind)).scalars())
    engine.dispose()
    return found


def made(at: Sitting, server: Server, record: Record, kind: str, firm: str) -> tuple[str, list[str]]:
    """A card with a canary in every field that it can have; its id, and the canaries."""
    path = {"contact": f"/kortti/{firm}/yhteyshenkilo"}.get(kind, f"/kortti/uusi/{kind}")
    groups = {id: typed for id, typed, _ in paper.canaries(record, kind)}
    first = {"person": "person", "organisation": "organisation", "contact": "company_contact"}[kind]
    texts = [text for typed in groups.values() for text in typed.values()]
    done(paper.fill(at, path, source="self", **groups.pop(first)))
    id = cards(server)[-1]
    for group, typed in groups.items():
        done(paper.fill(at, f"/kortti/{id}/lisaa/{group}", source="self", **typed))
    return id, [text for text in texts if len(text) > 12]


def work(at: Sitting, id: str) -> None:
    """Permissions, a request, a disclosure, a breach, a list, an export, the package: all with canaries."""
    page = "/hallinta/en"
    card = f"{page}/kortti/{id}"
    done(at.post(f"{card}/luvat", channel="email", state="permitted", how="phone", lines=0, **NOTES))
    done(at.post(f"{page}/luettelot", kanava="email", kaytto="advertising", to="Posti Oy", why="Uutiskirje"))
    done(at.post(f"{card}/luvat", channel="email", state="prohibited", how="phone", lines=1, **NOTES))
    asked = {"article": "15", "way": "post", "received_on": DAY, "card": id, "contact": NOTES["mail"]}
    done(at.post(f"{page}/pyynnot/uusi", who=NOTES["who"], asked=NOTES["asked"], **asked))
    given = {"day": DAY, "whose": NOTES["who"], "why": NOTES["asked"], "ground": "law", "law": "VML 19 §"}
    done(at.post(f"{page}/luovutukset", recipient=NOTES["recipient"], what=NOTES["what"], **given))
    done(at.post(f"{page}/loukkaukset", what=NOTES["breach"], day=DAY, time="00:00"))
    for form in ("csv", "json", "vcard"):
        out = done(at.post(f"{page}/vienti", to=NOTES["recipient"], why=NOTES["what"], format=form))
        assert "canary" in out.text
    done(at.post(f"{card}/tiedot", kind="access", code="new", kieli="fi", sure="1"))
    done(at.post(f"{card}/tiedot/lataa", file="access-1", kieli="fi"))


@pytest.fixture
def record_path(tmp_path: Path) -> Path:
    return registered(tmp_path / "content") / "record.toml"


def test_nothing_of_anybody_on_a_card_lies_in_any_file(tmp_path, record_path):
    """Cards of each kind, files in and out, a backup, a kill, an erasure, a restore; then the search."""
    everything = tmp_path / "everything"
    (everything / "tmp").mkdir(parents=True)
    record = load(record_path, today=clock.day(datetime.now(UTC)))
    site = sites.built(record_path.parent, tmp_path / "site", "--publish")
    environ = {"TMPDIR": str(everything / "tmp")}
    server = Server(everything / "data", site, record_path, everything / "logs", environ)
    server.start()
    recovery = let_in(server)
    at = Sitting(Desk(server, recovery.pop()))

    texts, firm, person = [], "", ""
    for kind in fields.KINDS:
        id, canaries = made(at, server, record, kind, firm)
        firm, person = (id if kind == "organisation" else firm), (id if kind == "person" else person)
        texts += canaries
    rows = tmp_path / "rows.csv"
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["Nimi", "Sähköposti"], [NOTES["row"], NOTES["mail"]]])
    rows.write_text(out.getvalue(), "utf-8")
    server.flask("register", "import", str(rows), "--kind", "person", "--source", "self")
    work(at, person)
    server.flask("backup", "make")
    server.flask("janitor")
    server.kill()
    assert {"import", "export", "disclosure", "breach"} <= kinds(server), "all of it was written down"
    assert found_in(everything, *texts, *NOTES.values()) == []

    server.start()
    at = Sitting(Desk(server, recovery.pop()))
    assert texts[0] in at.get(f"/hallinta/en/kortti/{person}").text, "the cards are there, and are read"
    version = at.get(f"/hallinta/en/kortti/{person}/poistaminen").text
    version = version.partition('name="version" value="')[2].partition('"')[0]
    done(
        at.post(
            f"/hallinta/en/kortti/{person}/poistaminen", version=version, kieli="fi", way="paper", sure="1"
        )
    )
    server.stop()
    backup = server.flask("backup", "list").split("  ")[0]
    server.flask("backup", "open", backup, str(everything / "opened"))
    server.flask("restore", backup)
    assert found_in(everything, *texts, *NOTES.values()) == []
