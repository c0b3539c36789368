"""Answering a visitor: where the form on a message's page posts to, and the page of templates."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.answers import pohjat
from formhandler.answers.case import Case
from formhandler.answers.decision import Decision
from formhandler.answers.post import Post
from formhandler.answers.writing import Writing
from formhandler.owner.access import signed_in


def routes(bp: Blueprint) -> None:
    """Add /viesti/<reference>/vastaus and /pohjat."""
    pohjat.routes(bp)

    @bp.get("/viesti/<reference>/vastaus")
    @signed_in("staff")
    def answer(reference: str) -> ResponseReturnValue:
        case = Case(reference, now=clock.utcnow())
        return case.form(case.panel.writing) if case.writable else case.lost(None)

    @bp.post("/viesti/<reference>/vastaus", endpoint="write")
    @signed_in("staff")
    def write(reference: str) -> ResponseReturnValue:
        post = Post(reference, now=clock.utcnow())
        return post.answer(Writing.from_form(request.form), request.form.get("do", ""))

    @bp.post("/viesti/<reference>/vastaus/<id>/<do>", endpoint="letter")
    @signed_in("staff")
    def letter(reference: str, id: str, do: str) -> ResponseReturnValue:
        return Decision(reference, now=clock.utcnow()).make(id, do)
