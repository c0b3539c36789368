"""The gate looks at the key now and then, and is never in the way."""

import threading

import pytest

from formhandler.gate import Closed, Gate


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
