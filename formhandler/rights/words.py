"""The words of the desk of requests."""

from datetime import date

from formhandler.rights.case import Case
from record import Record
from texts import Translator


def article(record: Record, number: str, t: Translator) -> str:
    """What is asked for, by the name that the notice gives the right."""
    name = next((right.name[t.lang] for right in record.rights if right.article == number), "")
    cited = t("GDPR Article %(number)s", number=number)
    return f"{name} ({cited})" if name else cited


def ways(t: Translator) -> dict[str, str]:
    return {"email": t("Email"), "post": t("Letter"), "phone": t("Phone, or in person"), "web": t("The site")}


def identities(t: Translator) -> dict[str, tuple[str, str]]:
    """Each way to make sure who asks: its name, and when it will do."""
    return {
        "loop": (
            t("By an address we already had"),
            t("We wrote to the address or number on the card, and the person answered from there."),
        ),
        "receipt": (t("By a receipt code"), t("The request came through the page behind the code.")),
        "known": (t("A known person"), t("Somebody here knows the person, by face, voice or shared work.")),
        "unneeded": (
            t("No check was needed"),
            t("Nothing is handed over, and granting the wish harms nobody else."),
        ),
    }


def actions(t: Translator) -> dict[str, str]:
    """What is done, in the imperative."""
    return {
        "find": t("Find the person’s data: cards, messages, papers"),
        "copy": t("Give a copy of the data and what Article 15 lists"),
        "correct": t("Correct what is wrong"),
        "erase": t("Erase what need not be kept, and tell what stays and why"),
        "restrict": t("Restrict the processing"),
        "file": t("Give what the person provided as a file that a machine can read"),
        "stop": t("Stop the processing, or weigh whose interests prevail"),
        "prohibit": t("Write the prohibition or withdrawal into the permissions at once"),
        "recipients": t("Tell everybody to whom the data was disclosed (Article 19)"),
    }


def outcomes(t: Translator) -> dict[str, str]:
    return {"done": t("Done as asked"), "partly": t("Done in part"), "refused": t("The request was refused")}


def next_step(case: Case, t: Translator) -> str:
    """What comes next; of a closed request how it ended."""
    if not case.open:
        return outcomes(t)[case.outcome]
    special = {"identity": t("Make sure who asks"), "answer": t("Answer, and write down the answer")}
    return special.get(case.next) or actions(t)[case.next]


def left(due: date, today: date, t: Translator) -> tuple[str, str]:
    """How long there is to answer: a mark and its words."""
    days = (due - today).days
    if days < 0:
        return "wrong", t.n("%(n)s day late", "%(n)s days late", -days)
    if days == 0:
        return "new", t("today is the last day")
    return "new" if days <= 7 else "wait", t.n("%(n)s day left", "%(n)s days left", days)


def step(what: str, t: Translator) -> str:
    """One line of what happened."""
    said = {
        "made": t("wrote down the request"),
        "details": t("changed what was written down"),
        "identity": t("wrote down how it is known who asks"),
        "undone": t("took a tick back"),
        "card": t("joined the request to a card, or parted them"),
        "extended": t("extended the time"),
        "closed": t("closed the request"),
        "reopened": t("opened the request again"),
        "lifted": t("lifted the restriction of the card"),
    }
    return said.get(what) or t("ticked: %(action)s", action=actions(t)[what])
