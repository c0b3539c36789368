"""The words with which an answer goes to a visitor: in the visitor's language, not in the owner's."""

from collections.abc import Mapping

from formhandler.answers.conversation import Conversation
from record import Record, Unstated
from texts import translator
from texts.dates import format_moment


def subject(conversation: Conversation) -> str:
    """What stands in the subject line before the owner changes it."""
    t = translator(conversation.lang)
    return t("Answer to your message") + f" ({conversation.reference})"


def quote(conversation: Conversation) -> str:
    """The visitor's latest message as mail quotes it."""
    latest = conversation.latest
    assert latest is not None
    t = translator(latest.lang)
    when = format_moment(latest.received, latest.lang)
    lines = [t("You wrote on %(when)s:", when=when), *latest.fields.get("body", "").split("\n")]
    return "\n".join([lines[0], *(f"> {line}".rstrip() for line in lines[1:])])


def waiting(conversation: Conversation, record: Record) -> tuple[str, str]:
    """Subject and text of the mail that says that an answer waits behind the code, and nothing of it."""
    t = translator(conversation.lang)
    reference = conversation.reference
    where = "" if isinstance(record.site.url, Unstated) else record.site.url
    text = t(
        "Hello,\n\nwe have answered your message (reference %(reference)s). The answer is not in this email: "
        "read it on our site with the six words that you got as a receipt:\n%(url)s",
        reference=reference,
        url=where + conversation.form(record).receipt[conversation.lang],
    )
    return t("We have answered your message (%(reference)s)", reference=reference), text


def places(conversation: Conversation, record: Record, user: str) -> Mapping[str, str]:
    """What stands in a template's places."""
    trader = record.controller.trade_name or record.controller.legal_name
    return {
        "name": conversation.field("name"),
        "reference": conversation.reference,
        "site": record.site.name[conversation.lang],
        "signature": f"{user}\n{trader}",
    }
