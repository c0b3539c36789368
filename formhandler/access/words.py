"""What a package says of channels, states, ways, roles and relations, in the person's language."""

from collections.abc import Mapping
from datetime import date

from formhandler.owner import log
from formhandler.permissions import channels
from formhandler.register import clocks
from record import Record
from texts import Translator
from texts.dates import format_date


def channel(id: str, record: Record, t: Translator) -> str:
    """One of permissions.channels.CHANNELS; by the record's own name where it has one."""
    own = next((one.name[t.lang] for one in record.channels if one.id == id), "")
    said: Mapping[str, str] = {
        channels.EMAIL: t("e-mail"),
        channels.SMS: t("text message"),
        channels.PHONE: t("telephone"),
        channels.POST: t("post"),
        channels.DISTANCE: t("distance selling"),
        channels.RESEARCH: t("market and opinion research"),
        channels.TARGETING: t("targeting of online marketing"),
    }
    return own or said.get(id, id)


def state(id: str, t: Translator) -> str:
    """One of permissions.channels.STATES."""
    said: Mapping[str, str] = {
        channels.PERMITTED: t("permitted"),
        channels.PROHIBITED: t("prohibited"),
        channels.EXCEPTION: t("customer exception"),
        channels.ENDED: t("ended"),
    }
    return said.get(id, id)


def way(id: str, t: Translator) -> str:
    """One of permissions.channels.WAYS or rights.case.WAYS: how something reached us."""
    said: Mapping[str, str] = {
        "web": t("on the site"),
        "one-click": t("by the link in a mail"),
        "reply": t("by answering a mail"),
        "email": t("by e-mail"),
        "phone": t("by telephone"),
        "post": t("by letter"),
        "desk": t("in person"),
        "form": t("by a box in a form"),
        "import": t("with a list from elsewhere"),
        "right": t("with a request"),
    }
    return said.get(id, id)


def role(id: str, t: Translator) -> str:
    """Who did something, without a name."""
    said: Mapping[str, str] = {
        "owner": t("the owner"),
        "staff": t("a member of staff"),
        "reader": t("a member of staff who may only read"),
        log.TERMINAL: t("the administrator of the system"),
    }
    return said.get(id, id)


def last_day(day: date, t: Translator) -> str:
    """Until when something is kept."""
    if day == clocks.FOREVER:
        return t("no last day yet: the time has not begun to run")
    return format_date(day, t.lang)


def outcome(id: str, t: Translator) -> str:
    """How a request ended; empty: it is open."""
    said = {"": t("open"), "done": t("done"), "partly": t("done in part"), "refused": t("refused")}
    return said.get(id, id)
