"""A few at a time, a bounded queue, and no waiting for the rest."""

import threading

import pytest

from formhandler.turnstile import Full, Turnstile


def test_as_many_as_may_are_inside_and_the_next_ones_wait():
    turnstile, inside, most = Turnstile(inside=2, waiting=6), [], []
    lock, together = threading.Lock(), threading.Barrier(2)

    def go() -> None:
        with turnstile.pass_through():
            with lock:
                inside.append(1)
                most.append(len(inside))
            together.wait(60)
            with lock:
                inside.pop()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(most) == 8, "whoever waited got in"
    assert max(most) == 2


def test_one_more_than_may_wait_is_told_at_once_and_may_come_again():
    turnstile = Turnstile(inside=1, waiting=0)

    with turnstile.pass_through(), pytest.raises(Full), turnstile.pass_through():
        pass

    with turnstile.pass_through():
        pass


def test_an_error_inside_leaves_the_place_free():
    turnstile = Turnstile(inside=1, waiting=0)

    with pytest.raises(ZeroDivisionError), turnstile.pass_through():
        1 / 0  # noqa: B018

    with turnstile.pass_through():
        pass
