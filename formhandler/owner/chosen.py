"""A passphrase that somebody chooses: typed twice, or six words proposed."""

from dataclasses import dataclass, field
from typing import Self

from werkzeug.datastructures import MultiDict

from formhandler.vault import passphrase, words
from formhandler.vault.errors import UnfitPassphrase
from texts import Translator

#: Six words of 2,048: 66 bits, out of reach for whoever has the disk and Argon2id's price to pay.
PROPOSED = 6
NAME = 80  # characters of a user's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the form held."""

    name: str
    new: str = field(repr=False)
    again: str = field(repr=False)
    propose: bool  # the button "propose" was pressed: nothing else is meant
    proposed: str = field(repr=False)  # shown, for the owner to write down and to type

    @classmethod
    def read(cls, form: "MultiDict[str, str]", t: Translator) -> Self:
        propose = "propose" in form
        proposed = " ".join(words.generate(PROPOSED, t.lang)) if propose else form.get("proposed", "")
        return cls(
            name=" ".join(form.get("name", "").split())[:NAME],
            new=form.get("new", ""),
            again=form.get("again", ""),
            propose=propose,
            proposed=proposed,
        )

    def problems(self, t: Translator, *, named: bool = False) -> dict[str, str]:
        """Field -> what is wrong with it; nothing while a proposal is asked for."""
        if self.propose:
            return {}
        found = {}
        if named and not self.name:
            found["name"] = t("Write your name: the log tells by it who did what.")
        try:
            passphrase.fit(self.new)
        except UnfitPassphrase:
            found["new"] = t("Write at least 15 characters; four to six unrelated words are easy to keep.")
        if self.new != self.again and "new" not in found:
            found["again"] = t("The two are not the same. Type both again.")
        return found
