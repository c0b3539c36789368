"""A publish that fails: the served site stays as it was, and the message says what to do."""

import getpass
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest

from publish.target import PublishError, Target
from publish.upload import upload
from tests.publish.conftest import NOON

CUT = 500_000  # bytes that get through before the line goes down: a quarter of the site

ONLY_SO_MUCH = f"dd bs=65536 count={CUT} iflag=count_bytes status=none"  # passes on at once what it reads

LINE_GOES_DOWN = f"""
case "$SSH_ORIGINAL_COMMAND" in
  rsync*) {ONLY_SO_MUCH} | sh -c "$SSH_ORIGINAL_COMMAND" ;;
  *) exec sh -c "$SSH_ORIGINAL_COMMAND" ;;
esac
"""
LINE_STALLS = f"""
stall() {{ touch "$0.stalled"; while [ ! -e "$0.over" ]; do sleep 0.1; done; }}
case "$SSH_ORIGINAL_COMMAND" in
  rsync*) {{ {ONLY_SO_MUCH}; stall; }} | sh -c "$SSH_ORIGINAL_COMMAND" ;;
  *) exec sh -c "$SSH_ORIGINAL_COMMAND" ;;
esac
"""


def publish(site, to, ssh="", wrapper=()):
    """`python -m publish` as make starts it; returns the finished process."""
    command = (*wrapper, sys.executable, "-m", "publish", str(site), "--to", to, "--ssh", ssh)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def wait_for_a_file(folder, pattern):
    deadline = time.monotonic() + 120
    while not list(folder.glob(pattern)):
        assert time.monotonic() < deadline, f"no {pattern} in two minutes"
        time.sleep(0.02)


@pytest.fixture
def served(site, there):
    """The page of a first publish; the site is then changed, ready for the one that fails."""
    upload(site, Target.parse(str(there)), now=NOON)
    (site / "index.html").write_text("second")
    (site / "picture.bin").write_bytes((site / "picture.bin").read_bytes()[::-1])
    return there / "current" / "index.html"


def assert_as_it_was(served, done, *words):
    assert done.returncode == 1
    assert served.read_text() == "first"
    assert "The published site is as it was." in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_line_that_goes_down_leaves_the_old_site(site, there, served, start_sshd):
    ssh = start_sshd(instead=LINE_GOES_DOWN)

    done = publish(site, f"{getpass.getuser()}@127.0.0.1:{there}", ssh)

    assert_as_it_was(served, done, "rsync")
    assert not (there / ".publish-lock").exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_publish_killed_half_way_leaves_the_old_site_and_the_next_one_goes_through(
    site, there, served, start_sshd, tmp_path, how
):
    ssh = start_sshd(instead=LINE_STALLS)
    to = f"{getpass.getuser()}@127.0.0.1:{there}"
    running = subprocess.Popen((sys.executable, "-m", "publish", site, "--to", to, "--ssh", ssh))
    try:
        wait_for_a_file(tmp_path, "*.stalled")
        running.send_signal(how)
        running.wait(60)

        assert running.returncode == (-9 if how == signal.SIGKILL else 130)
        assert served.read_text() == "first"

        assert publish(site, str(there)).returncode == 0
        assert served.read_text() == "second"
        assert not list((there / "releases").glob(".incoming-*"))
    finally:
        running.kill()
        running.wait()
        for stalled in tmp_path.glob("*.stalled"):
            stalled.with_suffix(".over").touch()


def test_a_host_that_does_not_answer(site, served, there, start_sshd):
    closed = "ssh -F none -p 1"

    done = publish(site, f"nobody@127.0.0.1:{there}", closed)

    assert_as_it_was(served, done, "Connection refused", "ssh -F none -p 1 nobody@127.0.0.1")


def test_a_host_that_refuses_the_key(site, served, there, start_sshd, tmp_path):
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"), check=True)
    words = shlex.split(start_sshd())
    words[words.index("-i") + 1] = str(tmp_path / "other")

    done = publish(site, f"{getpass.getuser()}@127.0.0.1:{there}", shlex.join(words))

    assert_as_it_was(served, done, "Permission denied (publickey)", "works without a question")


def test_a_host_whose_key_is_not_known(site, served, there, start_sshd, tmp_path):
    ssh = start_sshd()
    (tmp_path / "empty").touch()

    done = publish(
        site,
        f"{getpass.getuser()}@127.0.0.1:{there}",
        f"{ssh.partition(' -o UserKnown')[0]} -o UserKnownHostsFile={tmp_path}/empty",
    )

    assert_as_it_was(served, done, "Host key verification failed", "Log in once by hand")


def test_a_target_where_nothing_may_be_written(site, served, there):
    # Root writes everywhere until it gives that right up.
    wrapper = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
    for folder in (there, there / "releases"):
        folder.chmod(0o555)

    done = publish(site, str(there), wrapper=wrapper)

    for folder in (there, there / "releases"):
        folder.chmod(0o755)
    assert_as_it_was(served, done, "Permission denied", "Let the publishing user write in")


def test_a_target_with_no_room_for_the_whole_site(site, served, there):
    # The system's own limit on a file's size stops rsync where a full disk would.
    wrapper = ("sh", "-c", 'ulimit -f 1000; exec "$@"', "sh")

    done = publish(site, str(there), wrapper=wrapper)

    assert_as_it_was(served, done)
    assert publish(site, str(there)).returncode == 0
    assert served.read_text() == "second"


def test_a_target_whose_parent_does_not_exist_is_not_made_up(site, tmp_path):
    done = publish(site, f"{tmp_path}/typo/site")

    assert done.returncode == 1
    assert "No such file or directory" in done.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_a_current_that_publish_did_not_make_is_left_alone(site, there, kind):
    there.mkdir()
    current = there / "current"
    {"folder": current.mkdir, "file": current.touch, "link": lambda: current.symlink_to("/srv")}[kind]()

    done = publish(site, str(there))

    assert done.returncode == 1
    assert "no link that publish made" in done.stderr
    assert [path.name for path in there.iterdir()] == ["current"]


def test_what_arrives_damaged_is_not_served(site, there, served, start_sshd):
    releases = shlex.quote(f"{there}/releases")
    ssh = start_sshd(
        instead=f"""
sh -c "$SSH_ORIGINAL_COMMAND"
case "$SSH_ORIGINAL_COMMAND" in
  rsync*) for page in {releases}/.incoming-*/index.html; do printf "?" >> "$page"; done ;;
esac
"""
    )

    done = publish(site, f"{getpass.getuser()}@127.0.0.1:{there}", ssh)

    assert_as_it_was(served, done, "differs from what was sent", "index.html")


def test_a_publish_that_lost_its_lock_does_not_switch(site, there, served, start_sshd):
    holder = there / ".publish-lock" / "holder"
    ssh = start_sshd(
        instead=f"""
case "$SSH_ORIGINAL_COMMAND" in rsync*) echo other > {shlex.quote(str(holder))} ;; esac
exec sh -c "$SSH_ORIGINAL_COMMAND"
"""
    )

    done = publish(site, f"{getpass.getuser()}@127.0.0.1:{there}", ssh)

    assert_as_it_was(served, done, "another publish took over")
    assert holder.read_text() == "other\n"


def test_a_login_that_chatters_does_not_confuse_the_publish(site, there, start_sshd):
    ssh = start_sshd(
        instead='case "$SSH_ORIGINAL_COMMAND" in rsync*) ;; *) echo "Welcome to the server!" ;; esac\n'
        'exec sh -c "$SSH_ORIGINAL_COMMAND"\n'
    )
    target = Target.parse(f"{getpass.getuser()}@127.0.0.1:{there}", ssh)

    upload(site, target, now=NOON)

    assert (there / "current" / "index.html").read_text() == "first"


@pytest.mark.parametrize(
    ("login", "found"),
    [
        ('printf "Welcome! "; exec sh -c "$SSH_ORIGINAL_COMMAND"', 'it answered "Welcome! taken"'),
        ('sh -c "$SSH_ORIGINAL_COMMAND" >&2', "it answered nothing"),
    ],
)
def test_a_login_that_garbles_the_answer_is_named_and_keeps_no_lock(site, there, start_sshd, login, found):
    ssh = start_sshd(instead=f"{login}\n")

    done = publish(site, f"{getpass.getuser()}@127.0.0.1:{there}", ssh)

    assert done.returncode == 1
    assert found in done.stderr
    assert "Let no login script there print anything" in done.stderr
    assert not (there / ".publish-lock").exists()


def test_a_program_that_is_not_installed_is_named(site):
    with pytest.raises(PublishError, match="no-such-ssh is not installed"):
        upload(site, Target.parse("h:/srv/www", "no-such-ssh"), now=NOON)
