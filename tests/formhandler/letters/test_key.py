"""The outbox key is made once, for its owner's eyes, and opens a letter only beside its own answer."""

import os
import threading

import pytest

from formhandler import letters
from formhandler.letters.key import NAME, Unreadable, open_, seal
from formhandler.vault.errors import KeyFileExposed, VaultBroken, VaultMissing

KEY = bytes(range(32))


@pytest.fixture
def mail(record, plain):
    return letters.compose(
        record, plain, to="äijö@äijö.fi", subject="Äiti " * 40, body="Sanat\n\n.piste\n" * 20, lang="fi"
    )


def test_the_key_is_made_at_the_first_use_and_stays(vault):
    key = letters.outbox_key(vault)

    assert len(key) == 32
    assert letters.outbox_key(vault) == key
    assert (vault / "vault" / NAME).stat().st_mode & 0o777 == 0o600
    assert not list((vault / "vault").glob(f".{NAME}*"))


def test_all_who_ask_at_once_get_the_same_key(vault):
    ready, keys = threading.Barrier(8), []

    def ask():
        ready.wait()
        keys.append(letters.outbox_key(vault))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_without_a_vault_there_is_no_key(tmp_path):
    with pytest.raises(VaultMissing, match="flask vault init"):
        letters.outbox_key(tmp_path)


def test_a_key_that_others_can_read_is_not_used(vault):
    letters.outbox_key(vault)
    (vault / "vault" / NAME).chmod(0o640)

    with pytest.raises(KeyFileExposed, match="chmod 600"):
        letters.outbox_key(vault)


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_what_is_no_key_is_not_used(vault, content):
    letters.outbox_key(vault)
    (vault / "vault" / NAME).write_bytes(content)

    with pytest.raises(VaultBroken, match="not 32 bytes"):
        letters.outbox_key(vault)


def test_a_mail_opens_as_it_was_sealed(mail):
    opened = open_(KEY, "a", "b", seal(KEY, "a", "b", mail))

    assert opened.items() == mail.items()
    assert opened.get_content() == mail.get_content()


def test_a_sealed_mail_shows_nothing_and_of_its_length_only_the_step(mail):
    sealed = seal(KEY, "a", "b", mail)

    assert b"Sanat" not in sealed
    assert (len(sealed) - 12 - 16) % 1024 == 0


@pytest.mark.parametrize(
    ("key", "document", "mail_id"), [(bytes(32), "a", "b"), (KEY, "x", "b"), (KEY, "a", "x"), (KEY, "ab", "")]
)
def test_it_opens_with_nothing_else(mail, key, document, mail_id):
    sealed = seal(KEY, "a", "b", mail)

    with pytest.raises(Unreadable):
        open_(key, document, mail_id, sealed)


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: b"", lambda s: s[:5], lambda s: os.urandom(len(s))]
)
def test_a_changed_letter_does_not_open(mail, change):
    sealed = seal(KEY, "a", "b", mail)

    with pytest.raises(Unreadable):
        open_(KEY, "a", "b", change(sealed))
