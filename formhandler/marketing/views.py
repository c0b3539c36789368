"""
The owner's page of marketing lists: how many are on one, why others are not, and the file.

A list is made anew each time, and no copy of it stays. Whoever said no a moment before is not on it; who has
it sends soon, as it ages with every prohibition.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.exchange import store as exports
from formhandler.marketing import file, making, store
from formhandler.marketing.making import LINKED, Line
from formhandler.owner import log, page
from formhandler.owner.access import signed_in
from formhandler.owner.log import What
from formhandler.permissions import channels, listing, words
from formhandler.permissions.channels import DISTANCE, RESEARCH
from formhandler.permissions.listing import Listed
from formhandler.register import posting, reading
from formhandler.unsubscribing import store as links
from formhandler.vault.rows import Rows
from formhandler.writer import Unavailable
from record import Record, Unstated
from record.model.sharing import Channel
from texts import Translator, translator

LONGEST = 200  # characters of the recipient and of the purpose
ADVERTISING = "advertising"  # plain: for what the channel itself was permitted
USES = (ADVERTISING, DISTANCE, RESEARCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which list, and why, as it was chosen and typed."""

    channel: Channel
    use: str  # of USES
    to: str = ""  # who gets it
    why: str = ""  # what for

    def problems(self, t: Translator) -> dict[str, str]:
        """Field's id → what is wrong with it."""
        found = {}
        for name, value, empty in (
            ("to", self.to, t("Write who gets the file.")),
            ("why", self.why, t("Write what it is for.")),
        ):
            if not value.strip():
                found[name] = empty
            elif len(value) > LONGEST:
                found[name] = t("This is too long: %(n)s characters at most.", n=LONGEST)
        return found


@dataclass(frozen=True, slots=True)
class Maker:
    """What a list is made with: the record, the keys of the session and of what is forbidden."""

    record: Record
    rows: Rows
    key: bytes
    site: str  # its address

    def listed(self, db: Connection, asked: Asked) -> Listed:
        use = None if asked.use == ADVERTISING else asked.use
        return listing.listed(db, self.rows, self.record, self.key, asked.channel, use)

    def lines(self, db: Connection, asked: Asked) -> list[Line]:
        people, langs = self.listed(db, asked).recipients, store.languages(db)
        return making.lines(people, langs, record=self.record, channel=asked.channel.id, site=self.site)


def routes(bp: Blueprint) -> None:
    """Add /luettelot."""
    bp.add_url_rule("/luettelot", "marketing", show, methods=["GET"])
    bp.add_url_rule("/luettelot", "make_list", make, methods=["POST"])


@signed_in("staff")
def show() -> ResponseReturnValue:
    """The channels that the record enables; of the chosen one, how many are on its list."""
    return _page(_chosen(request.args), {})


@signed_in("staff")
def make() -> ResponseReturnValue:
    """The list as a file; without saying for whom and what for there is none."""
    t, now, asked = translator(page.lang()), clock.utcnow(), _chosen(request.form)
    if asked is None:
        abort(400)
    if problems := asked.problems(t):
        return _page(asked, problems), 422
    try:
        lines = _made(asked, now=now)
    except Unavailable:
        sorry = t("No list was made: the database cannot be written just now. Try again in a while.")
        return _page(asked, {"download": sorry}), 503
    called = t("marketing list").replace(" ", "-")
    name = f"{called}-{asked.channel.id}-{clock.day(now).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.as_csv(lines, asked.channel.id, t), mimetype="text/csv", headers=headers)


def _chosen(sent: Mapping[str, str]) -> Asked | None:
    """None when no list is chosen, or one that the record does not let be made."""
    channel = next((one for one in _enabled() if one.id == sent.get("kanava")), None)
    use = sent.get("kaytto", ADVERTISING)
    if channel is None or use not in USES:
        return None
    return Asked(channel=channel, use=use, to=sent.get("to", ""), why=sent.get("why", ""))


def _made(asked: Asked, *, now: datetime) -> list[Line]:
    """The list, once its links are kept and it is written down who made it for whom."""
    maker, actor = _maker(), reading.actor()
    with current_app.extensions["reader"].connect() as db:
        seen, lines = store.mark(db), maker.lines(db, asked)
    log.note(What.LISTED, f"{asked.channel.id}: {len(lines)}", now=now)

    def keep(db: Connection) -> list[Line]:
        # One transaction: what was said since the list was put together still counts, and a list whose
        # links nobody could use does not leave the house.
        now_on = lines if store.mark(db) == seen else maker.lines(db, asked)
        kept = making.kept(now_on, asked.channel.id, maker.key)
        links.add_links(db, kept, channel=asked.channel.id, day=clock.day(now))
        content = _content(asked, now_on, actor)
        exports.exported(db, maker.rows, maker.record, content, card=None, now=now)
        return now_on

    made: list[Line] = current_app.extensions["writer"].submit(keep)
    return made


def _content(asked: Asked, lines: list[Line], actor: str) -> dict[str, Any]:
    """What is kept of it, sealed: with the cards, so that each of them can be told who had their data."""
    return {
        "recipient": asked.to.strip(),
        "purpose": asked.why.strip(),
        "format": "csv",
        "channel": asked.channel.id,
        "use": asked.use,
        "serves": asked.channel.purpose,
        "n": len(lines),
        "cards": [line.card for line in lines],
        "actor": actor,
    }


def _page(asked: Asked | None, problems: Mapping[str, str]) -> str:
    t, record = translator(page.lang()), posting.record()
    listed = None
    if asked:
        with current_app.extensions["reader"].connect() as db:
            listed = _maker().listed(db, asked)
    return page.render(
        "marketing/lists.html",
        title=t("Marketing lists"),
        channels=[(one.id, one.name[t.lang], record.purpose(one.purpose).name[t.lang]) for one in _enabled()],
        uses=_uses(t),
        asked=asked,
        number=len(listed.recipients) if listed else 0,
        left_out=_left_out(listed, t) if listed else [],
        closed=listed.closed if listed else 0,
        linked=asked is not None and asked.channel.id in LINKED,
        problems=problems,
        LONGEST=LONGEST,
    )


def _left_out(listed: Listed, t: Translator) -> list[tuple[str, int]]:
    """Why, in words, and how many; the most first."""
    said = words.whys(t)
    ordered = sorted(listed.left_out.items(), key=lambda one: (-one[1], one[0]))
    return [(said[why], n) for why, n in ordered]


def _uses(t: Translator) -> dict[str, str]:
    return {
        ADVERTISING: t("Advertising"),
        DISTANCE: t("Distance selling"),
        RESEARCH: t("Market and opinion research"),
    }


def _enabled() -> list[Channel]:
    return [one for one in posting.record().channels if one.enabled]


def _maker() -> Maker:
    record, key = posting.record(), channels.suppression_key(current_app.extensions["secret"])
    site = request.url_root if isinstance(record.site.url, Unstated) else record.site.url
    return Maker(record, reading.rows(), key, site)
