"""The key's page, the drill, and a change of the key that its owner watches."""

import re
from datetime import UTC, datetime

import pytest
from flask import before_render_template

from formhandler.owner.rotating import Rotating
from formhandler.vault import files, keys, kit, rotation, slots, state, words
from tests.formhandler.app import Visitor
from tests.formhandler.owner.desk import desk

KEY, KIT, PROOF, DRILL, CHANGE = (
    f"/hallinta/en/avain{path}" for path in ("", "/tuloste", "/tuloste/sanat", "/koe", "/vaihto")
)
NOW = datetime.now(UTC)


@pytest.fixture
def printed(app):
    """The words of a proven kit."""
    data = app.extensions["config"].data
    words = kit.make(data, slots.unlock_managed(data).keyring, "en", NOW)
    kit.prove(data, words, {place: words[place - 1] for place in (1, 2, 3)}, NOW)
    return words


def changed(app):
    """Wait for the end of the change of the key."""
    work: Rotating = app.extensions["rotating"]
    work.thread.join()
    return work


def test_the_kit_is_drilled_with_all_its_words_however_they_are_written(app, printed):
    numbered = "\n".join(f"{place}. {word.upper()}," for place, word in enumerate(printed, start=1))

    answer = desk(app).post(DRILL, words=numbered)

    assert answer.status_code == 303
    assert state.load(app.extensions["config"].data).kit.drilled is not None


def test_a_mistyped_word_is_named(app, printed):
    wrong = [printed[0][:-1] + "qq", *printed[1:]]

    answer = desk(app).post(DRILL, words=" ".join(wrong))

    assert answer.status_code == 422
    assert "Word 1, " in answer.text
    assert state.load(app.extensions["config"].data).kit.drilled is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda words: words[:23], "There are 23 words"),
        (lambda words: [*words, words[0]], "There are 25 words"),
        (lambda words: [], "There are 0 words"),
    ],
)
def test_too_few_or_too_many_words_are_counted(app, printed, change, said):
    assert said in desk(app).post(DRILL, words=" ".join(change(printed))).text


def test_another_kits_words_are_told_apart_by_the_fingerprint(app, printed):
    answer = desk(app).post(DRILL, words=" ".join(words.with_checksum("en")))

    assert "of another kit" in answer.text


def test_a_new_kit_replaces_the_old_one_when_it_is_proven_and_not_before(app, printed):
    owner, data = desk(app), app.extensions["config"].data
    owner.post(KIT)
    new = re.findall(r"<li>(\w+)</li>", owner.get(KIT).text)
    assert len(new) == 24
    assert kit.open_(data, " ".join(printed))

    asked = [int(place) for place in re.findall(r'name="word-(\d+)"', owner.get(PROOF).text)]
    answer = owner.post(PROOF, **{f"word-{place}": new[place - 1] for place in asked})

    assert answer.location == KEY
    assert kit.open_(data, " ".join(new))
    with pytest.raises(Exception, match="another kit"):
        kit.open_(data, " ".join(printed))


def test_a_kits_words_are_gone_from_memory_with_the_lock(app):
    owner = desk(app)
    owner.post(KIT)
    owner.post("/hallinta/en/lukitse")

    assert not app.extensions["sessions"]._kept
    assert desk(app).get(PROOF).location == KIT


def test_the_key_is_changed_and_every_message_still_opens(app):
    data, visitor = app.extensions["config"].data, Visitor(app.test_client())
    references = [visitor.send(f"Message {number}") for number in range(3)]
    old, owner = keys.load_public(data), desk(app)

    answer = owner.post(CHANGE)
    work = changed(app)

    assert answer.location == CHANGE
    assert work.error is None
    assert keys.load_public(data) != old
    said = owner.get(CHANGE).text
    assert "encrypted to the new key" in said
    assert "refresh" not in said
    assert "<button>Change the key</button>" in said, "and may be once more"
    inbox = owner.get("/hallinta/en/").text
    assert all(reference in inbox for reference in references)
    assert "changed the key" in owner.get("/hallinta/en/loki").text


def test_a_change_that_ends_while_its_page_is_made_is_not_said_to_be_cut_off(app):
    owner, work = desk(app), app.extensions["rotating"]
    owner.post(CHANGE)
    while work.progress is None:
        assert work.error is None
        work.thread.join(0.01)

    def to_its_end(sender, **given):
        changed(app)

    with before_render_template.connected_to(to_its_end, app):
        shown = owner.get(CHANGE).text

    assert "was cut off" not in shown
    assert "refresh" in shown


def test_a_change_that_was_cut_off_is_offered_to_go_on(app):
    data = app.extensions["config"].data
    Visitor(app.test_client()).send("One message")
    table = {"version": 1, "to": "0" * 16, "begun": NOW.isoformat()}
    files.replace(files.folder(data) / rotation.NAME, files.as_json(table), 0o600)
    owner = desk(app)
    assert "A change of the key is not finished" in owner.get(KEY).text
    assert "was cut off" in owner.get(CHANGE).text

    owner.post(CHANGE)

    assert changed(app).error is None
    assert rotation.status(data, app.extensions["engine"]) is None
    assert "is not finished" not in owner.get(KEY).text


def test_what_stops_a_change_is_told_in_a_sentence(app):
    data = app.extensions["config"].data
    owner, lock = desk(app), slots.folder(data) / rotation.LOCK
    lock.touch()
    with files.locked(lock):
        owner.post(CHANGE)
        changed(app)

    said = owner.get(CHANGE).text

    assert 'role="alert"' in said
    assert "Try again" in said


def test_with_a_proven_kit_the_key_file_goes_at_once(app, printed):
    data, owner = app.extensions["config"].data, desk(app)
    assert "the key file on this computer" in owner.get(KEY).text

    answer = owner.post("/hallinta/en/alku/tapa", keeping="sealed")

    assert answer.location == CHANGE
    assert changed(app).error is None
    assert state.load(data).opens == state.SEALED
    assert not list(slots.every(data, "managed"))
    assert kit.open_(data, " ".join(printed))


def test_the_yearly_try_is_asked_for_when_it_is_due(app, printed):
    data, owner = app.extensions["config"].data, desk(app)
    assert "opens the archive" in owner.get(KEY).text
    path = files.folder(data) / keys.PUBLIC
    path.write_text(path.read_text().replace(f'"{NOW.year}-', f'"{NOW.year - 2}-'))

    assert "the yearly try is due" in owner.get(KEY).text


def test_a_form_sent_twice_begins_one_change(app):
    owner = desk(app)
    owner.post(CHANGE)
    running = app.extensions["rotating"].thread

    owner.post(CHANGE)  # the first one takes some seconds: rotation.SETTLE

    assert app.extensions["rotating"].thread is running
    changed(app)
