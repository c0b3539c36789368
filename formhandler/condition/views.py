"""The owner's page of health: does everything work as the notice says, in plain words."""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from formhandler import clock, condition
from formhandler.condition import proxies
from formhandler.condition.finding import Mark, Topic
from formhandler.owner import access, page
from formhandler.owner.access import signed_in
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    """Add /kunto."""

    @bp.get("/kunto")
    @signed_in("reader")
    def health() -> ResponseReturnValue:
        t = translator(page.lang())
        found = condition.examine(
            access.app(),
            t,
            certificate=current_app.extensions.get("certificate"),
            now=clock.utcnow(),
        )
        forwarded = request.headers.get("X-Forwarded-For", "")
        if wrong := proxies.match(forwarded, current_app.extensions["config"].proxies, t):
            found.append(wrong)
        return page.render(
            "condition/health.html",
            title=t("Health"),
            topics=[(said, [one for one in found if one.topic is topic]) for topic, said in _topics(t)],
            faults=sum(one.mark is Mark.FAULT for one in found),
            Mark=Mark,
        )


def _topics(t: Translator) -> list[tuple[Topic, str]]:
    return [
        (Topic.FORM, t("The form")),
        (Topic.MAIL, t("Mail")),
        (Topic.KEY, t("The archive's key")),
        (Topic.STORAGE, t("Storage and backups")),
        (Topic.SITE, t("The site")),
    ]
