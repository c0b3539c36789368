"""What is typed in the form of the ledger, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from formhandler.permissions.channels import CHANNELS, PERMITTED, STATES
from formhandler.permissions.ledger import Said
from texts import Translator

#: How the desk can have heard something; the other ways write their lines themselves.
HEARD = ("phone", "post", "reply", "desk")
LONGEST = 2000  # characters of the words, and of the note


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One press of the form: the same said of one channel or several."""

    channels: tuple[str, ...] = ()
    state: str = ""
    how: str = ""
    words: str = ""
    note: str = ""

    @classmethod
    def from_form(cls, form: MultiDict[str, str]) -> "Typed":
        texts = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in ("words", "note")}
        chosen = tuple(one for one in CHANNELS if one in form.getlist("channel"))
        return cls(channels=chosen, state=form.get("state", ""), how=form.get("how", ""), **texts)

    def problems(self, t: Translator) -> dict[str, str]:
        """Field's id → what is wrong with it."""
        found = {}
        if not self.channels:
            found[f"channel-{CHANNELS[0]}"] = t("Choose at least one channel.")
        if self.state not in STATES:
            found[f"state-{STATES[0]}"] = t("Choose what was said.")
        if self.how not in HEARD:
            found[f"how-{HEARD[0]}"] = t("Choose how you heard it.")
        if self.state == PERMITTED and not self.words:
            found["words"] = t("Write the exact words that were accepted.")
        for name in ("words", "note"):
            if len(getattr(self, name)) > LONGEST:
                found[name] = t("This is too long: %(n)s characters at most.", n=LONGEST)
        return found

    def lines(self, actor: str) -> Iterator[Said]:
        """A line for each channel."""
        words = self.words if self.state == PERMITTED else ""
        for channel in self.channels:
            yield Said(
                channel=channel, state=self.state, how=self.how, actor=actor, note=self.note, words=words
            )
