"""The menu of the desk: the pages that there are, for the user who is in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app, g, request, url_for

from formhandler.owner.session import Session
from texts import Translator

#: app.extensions["unread"]: how many are unread, by the name of the page: {"inbox": 3, "quarantine": 1}.
Counts = Callable[[Session], Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the menu."""

    label: str
    url: str
    here: bool
    count: int


def items(t: Translator, lang: str) -> list[list[Item]]:
    """What is used all day, and the rest. A page that nobody has added yet is left out."""
    if g.session is None:
        return []
    counts: Counts = current_app.extensions["unread"]
    unread = counts(g.session)
    parts = [[*_daily(t)], [*_rest(t)]]
    return [
        [_item(lang, name, label, unread) for name, role, label in part if _open(lang, name, role)]
        for part in parts
    ]


def _daily(t: Translator) -> list[tuple[str, str, str]]:
    """The page's name, the least role it is for, its label."""
    return [
        ("inbox", "reader", t("Inbox")),
        ("quarantine", "reader", t("Quarantine")),
        ("register", "reader", t("Register")),
        ("requests", "reader", t("Requests")),
        ("visits", "reader", t("Visits")),
    ]


def _rest(t: Translator) -> list[tuple[str, str, str]]:
    return [
        ("marketing", "staff", t("Marketing lists")),
        ("import", "staff", t("Import")),
        ("templates", "staff", t("Templates")),
        ("spam", "staff", t("Spam")),
        ("consents", "reader", t("Consents")),
        ("breaches", "staff", t("Data breaches")),
        ("disclosures", "staff", t("Disclosures")),
        ("informing", "reader", t("People to be told")),
        ("processing", "reader", t("Processing")),
        ("agreements", "staff", t("Agreements")),
        ("users", "owner", t("Users")),
        ("key", "reader", t("Key")),
        ("log", "owner", t("Log")),
        ("health", "reader", t("Health")),
    ]


def _open(lang: str, name: str, role: str) -> bool:
    return g.session.user.may(role) and f"owner_{lang}.{name}" in current_app.view_functions


def _item(lang: str, name: str, label: str, unread: Mapping[str, int]) -> Item:
    here = (request.endpoint or "").partition(".")[2] == name
    return Item(label=label, url=url_for(f"owner_{lang}.{name}"), here=here, count=unread.get(name, 0))


def roles(t: Translator) -> dict[str, str]:
    """Each role in words."""
    return {"owner": t("owner"), "staff": t("staff"), "reader": t("reader")}
