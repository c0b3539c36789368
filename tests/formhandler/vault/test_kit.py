"""The printed words: made, proven, drilled, and what a sealed archive is without them."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from formhandler.vault import canary, files, keys, kit, making, managed, slots, state, users
from formhandler.vault.errors import (
    KitMissing,
    KitProven,
    NotSealable,
    VaultBroken,
    VaultMissing,
    WrongWords,
)
from formhandler.vault.keys import PrivateKey
from formhandler.vault.state import DRILL, Kit
from tests.formhandler.vault.conftest import NOW, SECRET, WORDS, Sealed, answers, shown

LATER = datetime(2027, 3, 2, 12, tzinfo=UTC)


def known(data: Path) -> Kit:
    found = state.load(data).kit
    assert found is not None
    return found


def test_the_kits_words_open_the_archive_however_they_are_typed(sealed: Sealed) -> None:
    typed = "\n".join(f"{place}. {word.upper()}," for place, word in enumerate(sealed.kit, start=1))

    assert kit.open_(sealed.data, typed).keyring == sealed.opened.keyring


def test_a_sealed_archive_is_not_ready_before_its_kit_is_proven(sealed: Sealed) -> None:
    with pytest.raises(KitMissing, match=r"it was not proven.*flask vault kit"):
        state.check_ready(sealed.data)

    kit.prove(sealed.data, sealed.kit, answers(sealed.kit), NOW)

    state.check_ready(sealed.data)
    assert known(sealed.data).proven == date(2026, 3, 1)


def test_without_any_kit_it_says_that_none_was_made(tmp_path: Path) -> None:
    making.create(tmp_path, now=NOW, words=WORDS)

    with pytest.raises(KitMissing, match="none was made"):
        state.check_ready(tmp_path)


def test_a_managed_archive_needs_no_kit(vault: Path) -> None:
    state.check_ready(vault)


def test_three_places_are_asked_and_counted_from_one() -> None:
    words = [f"word{place}" for place in range(1, 25)]
    asked = [kit.questions(words) for _ in range(300)]

    assert all(len(set(places)) == 3 and list(places) == sorted(places) for places in asked)
    assert {place for places in asked for place in places} == set(range(1, 25))


@pytest.mark.parametrize("typed", [{3: "väärä"}, {}])
def test_words_that_were_not_read_from_the_print_prove_nothing(sealed: Sealed, typed: dict[int, str]) -> None:
    given = {place: sealed.kit[place - 1] for place in (3, 7, 20)} | typed if typed else {}

    with pytest.raises(WrongWords, match=r"too few|print's words: 3$"):
        kit.prove(sealed.data, sealed.kit, given, NOW)

    assert known(sealed.data).proven is None


def test_a_kit_that_opens_a_slot_and_no_canary_proves_nothing(sealed: Sealed) -> None:
    canary.write(files.folder(sealed.data), PrivateKey.generate().public)

    with pytest.raises(VaultBroken, match=r"canary\.json: does not open"):
        kit.prove(sealed.data, sealed.kit, answers(sealed.kit), NOW)

    assert known(sealed.data).proven is None


def test_a_drill_takes_all_words_and_is_due_after_a_year(proven: Sealed) -> None:
    day = date(2026, 3, 1)
    assert not known(proven.data).due(day + DRILL - timedelta(days=1))
    assert known(proven.data).due(day + DRILL)

    kit.drill(proven.data, " ".join(proven.kit), LATER)

    assert known(proven.data).drilled == date(2027, 3, 2)
    assert known(proven.data).proven == day
    assert not known(proven.data).due(date(2027, 3, 2))


def test_a_drill_proves_a_kit_too(sealed: Sealed) -> None:
    kit.drill(sealed.data, " ".join(sealed.kit), NOW)

    state.check_ready(sealed.data)


def test_the_error_says_what_to_look_at_and_repeats_no_word(sealed: Sealed) -> None:
    words = list(sealed.kit)
    tries = {
        r"23 words were typed": words[:-1],
        r"look again at word 5$": [*words[:4], "qwerty", *words[5:]],
        r"changed places|another kit": [words[1], words[0], *words[2:]],
    }
    for said, typed in tries.items():
        with pytest.raises(WrongWords, match=said) as caught:
            kit.open_(sealed.data, " ".join(typed))
        assert not set(re.findall(r"\w+", str(caught.value))) & {*words, "qwerty"}


def test_another_kits_words_are_told_by_the_fingerprint_to_look_for(sealed: Sealed) -> None:
    older = " ".join(sealed.kit)
    newer = kit.make(sealed.data, sealed.opened.keyring, "sv", NOW)

    with pytest.raises(WrongWords, match=f"look for the print called {known(sealed.data).fingerprint}"):
        kit.open_(sealed.data, older)
    kit.open_(sealed.data, " ".join(newer))


def test_an_unproven_kit_is_replaced_at_once(sealed: Sealed) -> None:
    kit.make(sealed.data, sealed.opened.keyring, "fi", NOW)

    assert len(list(slots.every(sealed.data, "kit"))) == 1


def test_a_proven_kit_is_replaced_only_when_that_is_said(proven: Sealed) -> None:
    with pytest.raises(KitProven):
        kit.make(proven.data, proven.opened.keyring, "fi", NOW)


def test_a_proven_kit_works_until_its_follower_is_proven(proven: Sealed) -> None:
    given = kit.make(proven.data, proven.opened.keyring, "fi", LATER, renew=True)
    state.check_ready(proven.data)
    kit.drill(proven.data, " ".join(proven.kit), LATER)

    kit.prove(proven.data, given, answers(given), LATER)

    assert known(proven.data).made == date(2027, 3, 2)
    assert state.load(proven.data).next is None
    with pytest.raises(WrongWords):
        kit.open_(proven.data, " ".join(proven.kit))


def test_the_fingerprint_tells_one_print_from_another_and_nothing_else(sealed: Sealed) -> None:
    first = known(sealed.data).fingerprint
    kit.make(sealed.data, sealed.opened.keyring, "fi", NOW)

    assert re.fullmatch(r"([0-9A-F]{4} ){3}[0-9A-F]{4}", first)
    assert known(sealed.data).fingerprint != first


def test_the_words_lie_nowhere_in_clear(sealed: Sealed) -> None:
    written = b"".join(path.read_bytes() for path in sealed.data.rglob("*") if path.is_file())

    assert " ".join(sealed.kit[:2]).encode() not in written


def test_the_qr_code_stands_in_a_page_under_the_strict_policy(sealed: Sealed) -> None:
    drawn = kit.qr_svg(sealed.kit)

    assert drawn.startswith("<svg ")
    assert "style" not in drawn
    assert 'fill="#fff"' in drawn


def test_without_a_kit_there_is_none_to_drill(tmp_path: Path) -> None:
    making.create(tmp_path, now=NOW)

    with pytest.raises(VaultMissing, match="words of a kit"):
        kit.drill(tmp_path, "mitä tahansa", NOW)


def test_from_managed_to_sealed_the_key_file_goes(vault: Path) -> None:
    opened = slots.unlock_managed(vault)
    users.add(vault, opened.keyring, "Outi", "owner", WORDS, initial=False)
    owner = slots.unlock_words(vault, WORDS)
    with pytest.raises(NotSealable, match="code"):
        kit.seal_off(vault, owner)
    owner, _ = users.enrol(vault, owner, SECRET, shown(NOW), NOW)
    with pytest.raises(NotSealable, match="no proven recovery kit"):
        kit.seal_off(vault, owner)
    words = kit.make(vault, owner.keyring, "en", NOW)
    kit.prove(vault, words, answers(words), NOW)
    with pytest.raises(NotSealable):
        kit.seal_off(vault, opened)

    for _ in range(2):  # once more, as after a crash
        kit.seal_off(vault, owner)

        assert state.load(vault).opens == "sealed"
        assert not (vault / "vault" / managed.NAME).exists()
        assert slots.kinds(vault) == {"user", "kit"}
        with pytest.raises(VaultMissing):
            slots.unlock_managed(vault)
    state.check_ready(vault)


def test_a_changed_state_leaves_the_key_as_it_is(sealed: Sealed) -> None:
    before = keys.load_public(sealed.data)

    kit.prove(sealed.data, sealed.kit, answers(sealed.kit), NOW)

    assert keys.load_public(sealed.data) == before


@pytest.mark.parametrize(
    "change", [{"opens": "wide"}, {"kit": {}}, {"kit": {"made": "yesterday"}}, {"kit": 1}]
)
def test_a_state_that_is_not_whole_is_named(vault: Path, change: dict[str, object]) -> None:
    path = vault / "vault" / "public.json"
    path.write_bytes(files.as_json({**files.read(path), **change}))

    with pytest.raises(VaultBroken, match=r"public\.json: .*backup"):
        state.load(vault)
