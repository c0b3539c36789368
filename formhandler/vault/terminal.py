"""What the vault's commands ask and show in the terminal."""

from collections.abc import Sequence
from pathlib import Path

import click

from formhandler import clock
from formhandler.vault import codes, kit, qr, slots, state, users, words
from formhandler.vault.errors import WrongCode, WrongWords
from formhandler.vault.slots import Unlocked
from texts import Translator

COLUMNS = 4  # of the kit's words
ROOM = 4 + 12  # characters of a column: the number, the longest words


def new_passphrase(t: Translator) -> str:
    """Ask for a passphrase twice."""
    typed: str = click.prompt(
        t("Passphrase (15 characters or more)"), hide_input=True, confirmation_prompt=t("The same again")
    )
    return typed


def open_slot(data: Path, t: Translator) -> Unlocked:
    """
    Ask for a passphrase, or for the kit's words where nobody remembers one.

    No code of the phone is asked for: whoever sits here as the owner has the files, and the code guards none.
    """
    typed: str = click.prompt(t("Passphrase"), hide_input=True, err=True)
    if len(words.normalise(typed).split()) == words.KIT and "kit" in slots.kinds(data):
        return kit.open_(data, typed)
    return slots.unlock_words(data, typed)


def enrol(data: Path, unlocked: Unlocked, trader: str, t: Translator) -> Unlocked:
    """Have the phone read the secret, and show the recovery codes. Asks until the phone's code is right."""
    assert unlocked.user is not None
    secret = codes.new_secret()
    click.echo(qr.blocks(codes.provisioning_uri(secret, trader, unlocked.user.name)))
    click.echo(
        t(
            "Read this with your phone's authenticator app, or type the secret into it: %(secret)s",
            secret=secret,
        )
    )
    while True:
        typed = click.prompt(t("The code that the app shows"))
        try:
            unlocked, given = users.enrol(data, unlocked, secret, typed, clock.utcnow())
        except WrongCode:
            click.echo(t("The code is wrong. See that the phone's clock is right."), err=True)
        else:
            _show_recovery(given, t)
            return unlocked


def prove(data: Path, chosen: Sequence[str], t: Translator) -> None:
    """Show the kit, have three of its words typed from the paper, and try it. Asks until they are right."""
    _show_kit(data, chosen, t)
    written = t("Write the words down or print them, then press Enter: they will not be shown again.")
    click.prompt(written, default="", show_default=False, prompt_suffix=" ")
    click.clear()
    while True:
        answers = {place: click.prompt(t("Word %(n)s", n=place)) for place in kit.questions(chosen)}
        try:
            kit.prove(data, chosen, answers, clock.utcnow())
        except WrongWords:
            click.echo(t("Not the words of the kit. Look at the paper, and mind the numbers."), err=True)
        else:
            click.echo(t("The kit opens the archive."))
            return


def _show_recovery(given: Sequence[str], t: Translator) -> None:
    click.echo(t("Recovery codes, for a lost phone; each works once. Keep them apart from the phone:"))
    for code in given:
        click.echo(f"  {code}")


def _show_kit(data: Path, chosen: Sequence[str], t: Translator) -> None:
    known = state.load(data)
    made = known.next or known.kit
    assert made is not None  # it was made just now
    click.echo(t("Recovery kit %(fingerprint)s", fingerprint=made.fingerprint))
    click.echo(
        t("Its 24 words open the archive when every passphrase is forgotten. Keep them as you keep a key.")
    )
    for line in columns(chosen):
        click.echo(line)


def columns(chosen: Sequence[str]) -> list[str]:
    """The words with their numbers, in four columns that are read downwards."""
    numbered = [f"{place:>4} {word}" for place, word in enumerate(chosen, start=1)]
    height = -(-len(numbered) // COLUMNS)
    rows = ([cell.ljust(ROOM) for cell in numbered[row::height]] for row in range(height))
    return ["".join(row).rstrip() for row in rows]
