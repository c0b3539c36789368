"""The gate looks at the key now and then, and is never in the way."""

import threading
from datetime import UTC, datetime

import pytest

from formhandler import create_app
from formhandler.gate import Closed, Gate
from formhandler.vault import keys, kit, making, rotation, slots
from tests.formhandler.app import Visitor, close, owner

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def gate(app, clock):
    return Gate(app.extensions["config"].data, app.extensions["engine"], lambda: None, clock=clock)


@pytest.mark.parametrize(("later", "open_still"), [(Gate.FRESH, True), (Gate.FRESH + 0.01, False)])
def test_what_it_saw_holds_for_a_second(app, later, open_still):
    moment = [100.0]
    watching = gate(app, lambda: moment[0])
    watching.key()
    (app.extensions["config"].data / "vault" / "public.json").unlink()

    moment[0] += later

    if open_still:
        watching.key()
    else:
        with pytest.raises(Closed):
            watching.key()


def test_the_first_requests_all_wait_for_the_first_look(app):
    watching = gate(app, lambda: 0.0)
    opened = []
    threads = [threading.Thread(target=lambda: opened.append(watching.key().key_id)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 20
    assert len(set(opened)) == 1


def test_it_opens_again_when_the_key_is_back(app):
    moment = [100.0]
    watching = gate(app, lambda: moment[0])
    public = app.extensions["config"].data / "vault" / "public.json"
    content = public.read_bytes()
    public.unlink()
    with pytest.raises(Closed, match="backup"):
        watching.key()

    public.write_bytes(content)
    moment[0] += Gate.FRESH + 0.01

    assert watching.key().key_id


def test_a_sealed_archive_takes_no_message_before_its_kit_is_proven(settings):
    """Otherwise a forgotten passphrase would lose every message that came."""
    app = create_app(settings)
    settings.make_data_folder()
    owner(app, "migrate")
    words = "vene keinuu hämärässä"
    making.make(settings.data, app.extensions["engine"], app.extensions["writer"], NOW, words=words)
    keyring = slots.unlock_words(settings.data, words).keyring
    moment = [100.0]
    watching = gate(app, lambda: moment[0])
    with pytest.raises(Closed, match="none was made"):
        watching.key()
    chosen = kit.make(settings.data, keyring, "en", NOW)
    moment[0] += 2
    with pytest.raises(Closed, match=r"it was not proven.*flask vault kit"):
        watching.key()

    kit.prove(settings.data, chosen, {place: chosen[place - 1] for place in kit.questions(chosen)}, NOW)
    moment[0] += 2

    assert watching.key().key_id == keyring.keys[0].key_id
    close(app)


def test_it_is_open_all_through_a_change_of_the_key(app, settings):
    """Both keys are the owner's: the one that goes, and the one that comes."""
    engine, writer, seen = app.extensions["engine"], app.extensions["writer"], []
    for number in range(3):
        Visitor(app.test_client()).send(f"message {number}")
    watching = Gate(settings.data, engine, lambda: None, clock=iter(range(0, 10_000, 2)).__next__)

    rotation.run(
        settings.data,
        writer,
        engine,
        slots.unlock_managed(settings.data),
        now=NOW,
        progress=lambda _: seen.append(watching.key().key_id),
        batch=1,
        settle=0,
    )

    assert len(seen) >= 3
    assert set(seen) == {keys.load_public(settings.data).key_id}
