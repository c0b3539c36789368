"""What the owner is told before an answer leaves: numbers that should not travel by mail."""

from formhandler.answers.answer import MAIL, Answer
from formhandler.contact import sensitive
from formhandler.contact.sensitive import Kind


def kinds(answer: Answer) -> tuple[Kind, ...]:
    """
    The kinds of number in what would be mailed; behind the receipt code nothing travels.

    Only what a check digit proves. Words of health or belief are not guessed at: a guess that is
    wrong half the time teaches people to click warnings away.
    """
    return sensitive.kinds(f"{answer.subject}\n{answer.text}") if answer.via == MAIL else ()
