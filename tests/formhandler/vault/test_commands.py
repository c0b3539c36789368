"""`flask vault …` in the terminal, as an owner types it."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine

from formhandler import create_app
from formhandler.config import Config
from formhandler.vault import keys, kit, making, slots, state, terminal, users
from formhandler.vault.user import User
from tests.formhandler.app import Visitor, close, config, owner
from tests.formhandler.vault.conftest import NOW, SECRET, WORDS, shown
from tests.formhandler.vault.terminal import Terminal

ANOTHER = "kolme harmaata kiveä"


def at(settings: Config) -> dict[str, str]:
    """The environment of a command on the same data."""
    return {"DATA": str(settings.data), "SITE": str(settings.site), "RECORD": str(settings.record)}


def enrol(screen: Terminal) -> None:
    """Read the secret as a phone would, and type its code; a wrong one first."""
    secret = screen.wait_for(r"type the secret into it: ([A-Z2-7]+)")[1]
    screen.answer("The code that the app shows: ", "000000")
    screen.wait_for("The code is wrong")
    screen.answer("The code that the app shows: ", shown(datetime.now(UTC), secret))
    screen.wait_for("Recovery codes")


def prove(screen: Terminal) -> str:
    """Write the kit's words down and type three of them; something else first. Returns the words."""
    screen.wait_for(r"Recovery kit ([0-9A-F]{4} ?){4}")
    listed = screen.wait_for(r"(?s)as you keep a key\.\n(.*?)\n[^\n]*press Enter")[1]
    words = {int(place): word for place, word in re.findall(r"(\d+) ([^\W\d]+)", listed)}
    assert sorted(words) == list(range(1, 25))
    screen.type("")
    for _ in range(3):
        screen.answer(r"Word \d+: ", "something")
    screen.wait_for("Not the words of the kit")
    for _ in range(3):
        place = int(screen.wait_for(r"Word (\d+): ")[1])
        screen.type(words[place])
    screen.wait_for("The kit opens the archive.")
    return " ".join(words[place] for place in sorted(words))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, site: Path, record_file: Path) -> Path:
    """The data folder of a sealed vault, its owner enrolled; tests take copies."""
    settings = config(tmp_path_factory.mktemp("begun") / "var", site, record_file)
    settings.make_data_folder()
    app = create_app(settings)
    owner(app, "migrate")
    engine, writer = app.extensions["engine"], app.extensions["writer"]
    making.make(settings.data, engine, writer, NOW, words=WORDS, user=User(name="Outi", role="owner"))
    users.enrol(settings.data, slots.unlock_words(settings.data, WORDS), SECRET, shown(NOW), NOW)
    close(app)
    return settings.data


@pytest.fixture
def guarded(settings: Config, begun: Path) -> Iterator[Flask]:
    """The whole app on it."""
    shutil.copytree(begun, settings.data)
    app = create_app(settings)
    yield app
    close(app)


def run(app: Flask, *command: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["vault", *command], input=typed)


def test_from_nothing_to_a_sealed_archive_that_takes_messages(settings: Config) -> None:
    with Terminal("vault", "init", "--sealed", **at(settings)) as screen:
        screen.answer("Your name: ", "Outi")
        screen.answer("Passphrase .*: ", WORDS)
        screen.answer("The same again: ", WORDS)
        enrol(screen)
        words = prove(screen)
        assert "Only a passphrase or the recovery kit opens it" in screen.ends()

    app = create_app(settings)
    reference = Visitor(app.test_client()).send("sealed in the terminal")
    opened = app.test_cli_runner().invoke(args=["inbox", "show", reference], input=f"{WORDS}\n")
    assert "sealed in the terminal" in opened.output
    user = slots.unlock_words(settings.data, WORDS).user
    assert user is not None
    assert (user.name, user.role, len(user.recovery)) == ("Outi", "owner", 10)
    assert "The kit opens the archive." in run(app, "drill", typed=f"{words}\n").output
    close(app)


def test_from_managed_to_sealed_every_message_stays_readable(app: Flask, settings: Config) -> None:
    reference = Visitor(app.test_client()).send("from before")
    before = keys.load_public(settings.data)

    with Terminal("vault", "seal", **at(settings)) as screen:
        screen.answer("Your name: ", "Outi")
        screen.answer("Passphrase .*: ", WORDS)
        screen.answer("The same again: ", WORDS)
        enrol(screen)
        prove(screen)
        assert re.search(r"The archive's key is now \w+\. Sealed to it: 1\.", screen.ends())

    assert slots.kinds(settings.data) == {"user", "kit"}
    assert state.load(settings.data).opens == "sealed"
    assert keys.load_public(settings.data) != before
    opened = app.test_cli_runner().invoke(args=["inbox", "show", reference], input=f"{WORDS}\n")
    assert "from before" in opened.output


def test_a_sealed_vault_is_never_made_over_another(app: Flask, settings: Config) -> None:
    before = keys.load_public(settings.data)

    result = run(app, "init", "--sealed")

    assert result.exit_code == 1
    assert "There is a key already" in result.output
    assert "flask vault seal" in result.output
    assert keys.load_public(settings.data) == before


def test_users_are_added_listed_and_removed(guarded: Flask, settings: Config) -> None:
    typed = f"{WORDS}\n{ANOTHER}\n{ANOTHER}\n"
    added = run(guarded, "user", "add", "Sanna", "--role", "reader", typed=typed)
    assert "Sanna can sign in." in added.output

    listed = run(guarded, "user", "list", typed=f"{WORDS}\n").output
    assert re.search(r"\w{8}  owner   Outi\n\w{8}  reader  Sanna\n", listed)
    sanna = slots.unlock_words(settings.data, ANOTHER)
    assert sanna.user is not None
    assert sanna.user.initial
    removed = run(guarded, "user", "remove", sanna.slot.id, typed=f"{WORDS}\n")

    assert "flask vault rotate" in removed.output
    assert "Sanna" not in run(guarded, "user", "list", typed=f"{WORDS}\n").output


@pytest.mark.parametrize(
    ("command", "typed", "said"),
    [
        ("user list", "wrong horse battery\n", "The passphrase is wrong."),
        ("user add Sanna", f"{WORDS}\n{WORDS}\n{WORDS}\n", "can't be used"),
        ("user add Sanna", f"{WORDS}\nlyhyt\nlyhyt\n", "too short"),
        ("user remove 00000000", f"{WORDS}\n", "no such user"),
        ("drill", "yksi kaksi kolme\n", "There is no key here|words of a kit"),
        ("passphrase", f"{WORDS}\n{WORDS}\n{WORDS}\n", "can't be used"),
        ("rotate", "wrong horse battery\n", "The passphrase is wrong."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(guarded: Flask, command: str, typed: str, said: str) -> None:
    result = run(guarded, *command.split(), typed=typed)

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert re.search(said, result.output), result.output


def test_the_last_owner_stays(guarded: Flask, settings: Config) -> None:
    [outi] = users.labels(settings.data, slots.unlock_words(settings.data, WORDS).keyring)

    result = run(guarded, "user", "remove", outi.slot, typed=f"{WORDS}\n")

    assert result.exit_code == 1
    assert "The last owner can't be removed." in result.output


def test_a_passphrase_is_changed(guarded: Flask, settings: Config) -> None:
    result = run(guarded, "passphrase", typed=f"{WORDS}\n{ANOTHER}\n{ANOTHER}\n")

    assert result.exit_code == 0, result.output
    slots.unlock_words(settings.data, ANOTHER)


def test_who_forgot_the_passphrase_gets_in_with_the_kit(guarded: Flask, settings: Config) -> None:
    chosen = kit.make(settings.data, slots.unlock_words(settings.data, WORDS).keyring, "sv", NOW)
    typed = f"{' '.join(chosen)}\n{ANOTHER}\n{ANOTHER}\n"

    result = run(guarded, "user", "add", "Outi", "--role", "owner", typed=typed)

    assert result.exit_code == 0, result.output
    assert slots.unlock_words(settings.data, ANOTHER).user == User(name="Outi", role="owner", initial=True)


def test_a_kit_that_works_is_renewed_only_when_that_is_said(guarded: Flask, settings: Config) -> None:
    chosen = kit.make(settings.data, slots.unlock_words(settings.data, WORDS).keyring, "en", NOW)
    kit.drill(settings.data, " ".join(chosen), NOW)

    refused = run(guarded, "kit", typed=f"{WORDS}\n")
    assert refused.exit_code == 1
    assert "flask vault kit --renew" in refused.output
    with Terminal("vault", "kit", "--renew", **at(settings)) as screen:
        screen.answer("Passphrase: ", WORDS)
        words = prove(screen)
        screen.ends()

    kit.open_(settings.data, words)
    assert len(list(slots.every(settings.data, "kit"))) == 1


def test_the_key_is_changed_in_the_terminal(app: Flask, settings: Config, engine_of: Engine) -> None:
    reference = Visitor(app.test_client()).send("sealed twice")
    before = keys.load_public(settings.data)

    result = run(app, "rotate")

    assert result.exit_code == 0, result.output
    assert "Sealed to it: 1." in result.output
    assert keys.every(engine_of) == (keys.load_public(settings.data),) != (before,)
    assert "sealed twice" in owner(app, "inbox", "show", reference)


@pytest.fixture
def engine_of(app: Flask) -> Engine:
    engine: Engine = app.extensions["engine"]
    return engine


def test_the_words_stand_in_four_columns_that_are_read_downwards() -> None:
    lines = terminal.columns([f"word{place}" for place in range(1, 25)])

    assert len(lines) == 6
    assert lines[0].split() == ["1", "word1", "7", "word7", "13", "word13", "19", "word19"]
    assert max(len(line) for line in lines) <= 80


def test_the_owner_is_spoken_to_in_their_language(settings: Config, tmp_path: Path) -> None:
    with Terminal("vault", "init", "--sealed", **{**at(settings), "LANG": "fi_FI.UTF-8"}) as screen:
        screen.answer("Nimesi: ", "Outi")
        screen.wait_for("Salalause")
