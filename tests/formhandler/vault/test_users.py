"""Several people open one archive; each with a passphrase and a code that works once."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formhandler.vault import codes, slots, users
from formhandler.vault.errors import (
    LastOwner,
    NotEnrolled,
    PassphraseTaken,
    SlotChanged,
    StaleKeyring,
    UnfitPassphrase,
    UnknownUser,
    UsedCode,
    VaultBroken,
    VaultError,
    WrongCode,
    WrongPassphrase,
)
from formhandler.vault.keys import Keyring, PrivateKey
from tests.formhandler.vault.conftest import NOW, SECRET, WORDS, Sealed, shown

ANOTHER = "kolme harmaata kiveä"
LATER = NOW + timedelta(minutes=5)


def second(sealed: Sealed, role: str = "staff") -> None:
    users.add(sealed.data, sealed.opened.keyring, "Sanna", role, ANOTHER, initial=True)


def test_two_people_open_the_same_archive(sealed: Sealed) -> None:
    second(sealed)

    sanna = slots.unlock_words(sealed.data, ANOTHER)

    assert sanna.keyring == sealed.opened.keyring
    assert sanna.user is not None
    assert (sanna.user.name, sanna.user.role, sanna.user.initial) == ("Sanna", "staff", True)


def test_an_owner_sees_who_opens_the_archive_and_a_thief_of_the_files_does_not(sealed: Sealed) -> None:
    second(sealed)

    listed = users.labels(sealed.data, sealed.opened.keyring)

    assert [(label.name, label.role) for label in listed] == [("Outi", "owner"), ("Sanna", "staff")]
    written = b"".join(path.read_bytes() for path in sealed.data.rglob("*") if path.is_file())
    assert b"Sanna" not in written
    assert {label.name for label in users.labels(sealed.data, Keyring((PrivateKey.generate(),)))} == {""}


def test_a_label_stays_with_its_slot(sealed: Sealed) -> None:
    """Otherwise whoever can write the files could have an owner remove the wrong person."""
    second(sealed)
    outi, sanna = slots.every(sealed.data, "user")

    slots.save(sealed.data, replace(outi, label=sanna.label))

    assert ("", "") in {
        (label.name, label.role) for label in users.labels(sealed.data, sealed.opened.keyring)
    }


def test_nobody_gets_a_passphrase_that_somebody_has(sealed: Sealed) -> None:
    with pytest.raises(PassphraseTaken):
        users.add(sealed.data, sealed.opened.keyring, "Sanna", "staff", WORDS, initial=True)
    with pytest.raises(PassphraseTaken):
        users.change_passphrase(sealed.data, sealed.opened, WORDS)

    assert len(users.labels(sealed.data, sealed.opened.keyring)) == 1


def test_a_short_passphrase_is_refused_and_changes_nothing(sealed: Sealed) -> None:
    with pytest.raises(UnfitPassphrase):
        users.change_passphrase(sealed.data, sealed.opened, "lyhyt")
    with pytest.raises(UnfitPassphrase):
        users.add(sealed.data, sealed.opened.keyring, "Sanna", "staff", "lyhyt", initial=True)

    assert slots.reopen(sealed.data, sealed.opened).user == sealed.opened.user


def test_who_is_removed_opens_nothing_and_is_signed_out(sealed: Sealed) -> None:
    second(sealed)
    sanna = slots.unlock_words(sealed.data, ANOTHER)

    users.remove(sealed.data, sealed.opened.keyring, sanna.slot.id)

    with pytest.raises(WrongPassphrase):
        slots.unlock_words(sealed.data, ANOTHER)
    with pytest.raises(SlotChanged, match="removed"):
        slots.reopen(sealed.data, sanna)


def test_the_last_owner_cannot_be_removed_however_many_others_there_are(sealed: Sealed) -> None:
    second(sealed)

    with pytest.raises(LastOwner, match="add another one first"):
        users.remove(sealed.data, sealed.opened.keyring, sealed.opened.slot.id)
    with pytest.raises(UnknownUser):
        users.remove(sealed.data, sealed.opened.keyring, "managed")

    slots.reopen(sealed.data, sealed.opened)


def test_of_two_owners_one_can_be_removed(sealed: Sealed) -> None:
    second(sealed, "owner")

    users.remove(sealed.data, sealed.opened.keyring, sealed.opened.slot.id)

    assert [label.name for label in users.labels(sealed.data, sealed.opened.keyring)] == ["Sanna"]


def test_a_keyring_that_misses_a_key_makes_no_slot(sealed: Sealed) -> None:
    """A slot that held half of the keys would leave its user before closed messages."""
    second_key = Keyring((PrivateKey.generate(),))
    for slot in list(slots.every(sealed.data)):
        slots.save(sealed.data, slot.with_keys(second_key))

    with pytest.raises(StaleKeyring):
        second(sealed)

    again = slots.reopen(sealed.data, sealed.opened)
    users.add(sealed.data, again.keyring, "Sanna", "staff", ANOTHER, initial=True)


def test_a_changed_passphrase_opens_and_the_old_one_does_not(sealed: Sealed) -> None:
    after = users.change_passphrase(sealed.data, sealed.opened, ANOTHER)

    again = slots.unlock_words(sealed.data, ANOTHER)
    assert again.user == after.user == sealed.opened.user
    assert again.keyring == sealed.opened.keyring
    with pytest.raises(WrongPassphrase):
        slots.unlock_words(sealed.data, WORDS)
    with pytest.raises(SlotChanged, match="another passphrase"):
        slots.reopen(sealed.data, sealed.opened)


def test_with_an_old_copy_and_the_old_passphrase_no_later_key_is_read(sealed: Sealed) -> None:
    users.change_passphrase(sealed.data, sealed.opened, ANOTHER)

    [slot] = slots.every(sealed.data, "user")

    assert slot.public != sealed.opened.own.public


def test_an_initial_passphrase_is_initial_until_it_is_changed(sealed: Sealed) -> None:
    second(sealed)
    sanna = slots.unlock_words(sealed.data, ANOTHER)

    after = users.change_passphrase(sealed.data, sanna, "neljäs kivi on punainen")

    assert after.user is not None
    assert not after.user.initial


def test_the_phones_code_lets_in(sealed: Sealed) -> None:
    entered = users.second_factor(sealed.data, sealed.opened, shown(LATER), LATER)

    assert entered.user is not None
    assert entered.keyring == sealed.opened.keyring


@pytest.mark.parametrize("code", ["000000", "", "123", "K7Q4-9TWM-0XJD"])
def test_a_wrong_code_does_not(sealed: Sealed, code: str) -> None:
    with pytest.raises(WrongCode) as caught:
        users.second_factor(sealed.data, sealed.opened, code, LATER)
    assert not isinstance(caught.value, UsedCode)


def test_a_code_works_once_also_for_another_process(sealed: Sealed) -> None:
    users.second_factor(sealed.data, sealed.opened, shown(LATER), LATER)

    with pytest.raises(UsedCode):
        users.second_factor(sealed.data, sealed.opened, shown(LATER), LATER)
    with pytest.raises(UsedCode):  # the one before it, which the clock's tolerance would still take
        users.second_factor(sealed.data, sealed.opened, shown(LATER - timedelta(seconds=30)), LATER)
    users.second_factor(sealed.data, sealed.opened, shown(LATER + timedelta(seconds=30)), LATER)


def test_the_code_of_the_enrolment_does_not_work_again(sealed: Sealed) -> None:
    with pytest.raises(UsedCode):
        users.second_factor(sealed.data, sealed.opened, shown(NOW), NOW)


def test_of_many_who_send_one_code_at_once_one_gets_in(sealed: Sealed) -> None:
    ends: list[str] = []

    def enter() -> None:
        try:
            users.second_factor(sealed.data, sealed.opened, shown(LATER), LATER)
            ends.append("in")
        except VaultError as error:
            ends.append(type(error).__name__)

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["UsedCode"] * 7 + ["in"]


def test_a_recovery_code_works_once_in_place_of_the_phone(sealed: Sealed) -> None:
    typed = sealed.recovery[3].lower().replace("-", " ")

    after = users.second_factor(sealed.data, sealed.opened, typed, LATER)

    assert after.user is not None
    assert len(after.user.recovery) == 9
    with pytest.raises(WrongCode):
        users.second_factor(sealed.data, sealed.opened, typed, LATER)
    users.second_factor(sealed.data, sealed.opened, sealed.recovery[4], LATER)


def test_new_recovery_codes_end_the_old_ones(sealed: Sealed) -> None:
    _, given = users.renew_recovery(sealed.data, sealed.opened)

    with pytest.raises(WrongCode):
        users.second_factor(sealed.data, sealed.opened, sealed.recovery[0], LATER)
    users.second_factor(sealed.data, sealed.opened, given[0], LATER)


def test_who_is_not_enrolled_has_no_second_factor_to_pass(sealed: Sealed) -> None:
    second(sealed)
    sanna = slots.unlock_words(sealed.data, ANOTHER)

    with pytest.raises(NotEnrolled):
        users.second_factor(sealed.data, sanna, shown(LATER), LATER)
    with pytest.raises(NotEnrolled):
        users.renew_recovery(sealed.data, sanna)


def test_another_phone_takes_the_place_of_the_first(sealed: Sealed) -> None:
    secret = codes.new_secret()
    with pytest.raises(WrongCode):
        users.enrol(sealed.data, sealed.opened, secret, shown(LATER), LATER)

    users.enrol(sealed.data, sealed.opened, secret, shown(LATER, secret), LATER)

    later = LATER + timedelta(minutes=1)
    with pytest.raises(WrongCode):
        users.second_factor(sealed.data, sealed.opened, shown(later), later)
    users.second_factor(sealed.data, sealed.opened, shown(later, secret), later)


def test_the_phones_secret_and_the_recovery_codes_lie_nowhere_in_clear(sealed: Sealed) -> None:
    written = b"".join(path.read_bytes() for path in sealed.data.rglob("*") if path.is_file())

    assert SECRET.encode() not in written
    assert not any(codes.hashed(code).encode() in written for code in sealed.recovery)


def test_a_damaged_slot_locks_nobody_else_out(sealed: Sealed) -> None:
    second(sealed)
    slots.path_of(sealed.data, sealed.opened.slot.id).write_text("{")

    assert slots.unlock_words(sealed.data, ANOTHER).user is not None
    with pytest.raises(VaultBroken, match="put it back from a backup"):
        slots.unlock_words(sealed.data, WORDS)
    assert slots.has_users(sealed.data)


def test_damage_is_no_reason_to_set_up_anew(vault: Path) -> None:
    assert not slots.has_users(vault)

    slots.path_of(vault, "managed").write_text("{")

    assert slots.has_users(vault)


def test_drafts_that_a_kill_left_go_with_the_next_change(sealed: Sealed) -> None:
    drafts = [slots.folder(sealed.data) / ".x.json.0f0f0f0f", sealed.data / "vault" / ".public.json.0f0f0f0f"]
    for draft in drafts:
        draft.write_text("half a slot")

    users.renew_recovery(sealed.data, sealed.opened)

    assert not any(draft.exists() for draft in drafts)
