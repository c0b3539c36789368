"""Two people, or a person and a timer, publish at the same moment."""

import os
import subprocess
import time

import pytest

from publish import lock
from publish.target import PublishError
from publish.upload import upload
from tests.publish.conftest import NOON


@pytest.fixture
def left_behind(there):
    """A lock of a publisher on another machine that never came back; its age is given in minutes."""

    def leave(minutes: int) -> None:
        (there / ".publish-lock").mkdir(parents=True)
        (there / ".publish-lock" / "holder").write_text("elsewhere 123 0123456789abcdef")
        then = time.time() - minutes * 60
        os.utime(there / ".publish-lock", (then, then))

    return leave


def test_a_second_publish_waits_its_turn(site, there, target):
    there.mkdir()
    with lock.hold(target), pytest.raises(PublishError, match=f"process {os.getpid()}"):
        upload(site, target, now=NOON)

    assert not (there / "current").exists()


def test_when_the_first_has_ended_the_second_goes_through(site, there, target):
    there.mkdir()
    with lock.hold(target):
        pass

    upload(site, target, now=NOON)

    assert (there / "current" / "index.html").exists()


@pytest.mark.parametrize("minutes", [0, lock.STALE_MINUTES - 1])
def test_another_machine_s_lock_is_respected(site, target, left_behind, minutes):
    left_behind(minutes)

    with pytest.raises(PublishError, match="process 123 on elsewhere"):
        upload(site, target, now=NOON)


def test_another_machine_s_lock_is_taken_over_when_it_is_too_old_to_be_alive(
    site, there, target, left_behind
):
    left_behind(lock.STALE_MINUTES + 2)

    upload(site, target, now=NOON)

    assert (there / "current" / "index.html").exists()
    assert not (there / ".publish-lock").exists()


def test_a_lock_of_this_machine_whose_process_is_gone_is_taken_over_at_once(there, target):
    there.mkdir()
    with lock.hold(target) as holder:
        gone = subprocess.Popen(("true",))
        gone.wait()
        host, _, token = holder.split()
        (there / ".publish-lock" / "holder").write_text(f"{host} {gone.pid} {token}")

        with lock.hold(target) as second:
            assert (there / ".publish-lock" / "holder").read_text() == second


def test_a_publisher_whose_lock_was_taken_over_leaves_the_other_s_alone(there, target):
    there.mkdir()
    with lock.hold(target):
        (there / ".publish-lock" / "holder").write_text("elsewhere 123 0123456789abcdef")

    assert (there / ".publish-lock").exists()


def test_a_lock_without_a_name_is_said_to_be_just_starting(site, there, target):
    (there / ".publish-lock").mkdir(parents=True)

    with pytest.raises(PublishError, match="just starting"):
        upload(site, target, now=NOON)
