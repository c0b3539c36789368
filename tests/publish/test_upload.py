"""A publish that goes well: what then stands at the target, here and over ssh."""

import json
from datetime import timedelta

import pytest

from publish.target import PublishError, Target
from publish.upload import KEEP, SIGN, upload
from tests.publish.conftest import NOON


def test_the_served_folder_holds_just_what_was_built(site, there, target):
    upload(site, target, now=NOON)

    served = there / "current"
    names = sorted(path.relative_to(served).as_posix() for path in served.rglob("*") if path.is_file())
    assert names == [SIGN, "index.html", "picture.bin", "yhteys/käynti ohje.html"]
    assert (served / "picture.bin").read_bytes() == (site / "picture.bin").read_bytes()


def test_a_release_is_named_by_its_time_in_utc_and_its_content(site, there, target):
    release = upload(site, target, now=NOON)

    assert release.startswith("20260131T120000Z-")
    assert (there / "current").readlink().as_posix() == f"releases/{release}"


def test_a_release_tells_which_it_is_and_when_it_was_published(site, there, target):
    release = upload(site, target, now=NOON)

    sign = there / "current" / SIGN
    assert json.loads(sign.read_text()) == {"release": release, "at": "2026-01-31T12:00:00+00:00"}
    assert oct(sign.stat().st_mode)[-3:] == "644"


def test_what_an_earlier_publish_said_of_itself_is_no_part_of_the_site(site, there, local):
    first = upload(site, local, now=NOON)
    (site / "_seloste").mkdir()
    (site / SIGN).write_text("from a copy of the served folder")

    again = upload(site, local, now=NOON + timedelta(days=1))

    assert again == first
    assert json.loads((there / "current" / SIGN).read_text())["release"] == first


def test_a_file_taken_out_of_the_site_is_no_longer_served(site, there, local):
    upload(site, local, now=NOON)
    (site / "yhteys" / "käynti ohje.html").unlink()
    (site / "yhteys").rmdir()

    upload(site, local, now=NOON)

    assert not (there / "current" / "yhteys").exists()


def test_an_unchanged_file_is_the_same_file_in_both_releases(site, there, target):
    first = upload(site, target, now=NOON)
    (site / "index.html").write_text("again")
    (site / "picture.bin").touch()  # built anew, with the same content

    second = upload(site, target, now=NOON)

    old, new = there / "releases" / first, there / "releases" / second
    assert (old / "picture.bin").samefile(new / "picture.bin")
    assert (old / "index.html").read_text() == "first"
    assert (new / "index.html").read_text() == "again"


def test_a_change_that_keeps_size_and_time_is_still_published(site, there, target):
    upload(site, target, now=NOON)
    page = site / "index.html"
    before = page.stat()
    page.write_text("third")

    upload(site, target, now=NOON)

    assert page.stat().st_size == before.st_size
    assert (there / "current" / "index.html").read_text() == "third"


def test_the_same_site_again_makes_no_release(site, there, target):
    first = upload(site, target, now=NOON)

    again = upload(site, target, now=NOON + timedelta(days=1))

    assert again == first
    assert len(list((there / "releases").iterdir())) == 1


def test_the_same_site_again_mends_a_release_that_was_damaged(site, there, target):
    upload(site, target, now=NOON)
    (there / "current" / "index.html").write_text("damaged")

    upload(site, target, now=NOON + timedelta(days=1))

    assert (there / "current" / "index.html").read_text() == "first"


def test_the_newest_releases_stay_and_older_ones_go(site, there, local):
    releases = []
    for number in range(KEEP + 2):
        (site / "index.html").write_text(f"number {number}")
        releases.append(upload(site, local, now=NOON + timedelta(minutes=number)))

    assert sorted(path.name for path in (there / "releases").iterdir()) == releases[-KEEP:]


def test_the_release_that_was_served_a_moment_ago_stays_however_old(site, there, local):
    first = upload(site, local, now=NOON)
    for number in range(1, KEEP):
        (site / "index.html").write_text(f"number {number}")
        upload(site, local, now=NOON + timedelta(minutes=number))
    (there / "current").unlink()
    (there / "current").symlink_to(f"releases/{first}")  # how an owner goes back
    (site / "index.html").write_text("mended")

    upload(site, local, now=NOON + timedelta(hours=1))

    assert (there / "releases" / first).is_dir()


def test_a_web_server_may_read_every_file_whatever_the_builder_s_umask(site, there, local):
    (site / "index.html").chmod(0o600)
    (site / "yhteys").chmod(0o700)

    upload(site, local, now=NOON)

    assert oct((there / "current" / "index.html").stat().st_mode)[-3:] == "644"
    assert oct((there / "current" / "yhteys").stat().st_mode)[-3:] == "755"
    assert oct((there / "releases").stat().st_mode)[-3:] == "755"


def test_other_files_in_the_target_are_left_alone(site, there, local):
    there.mkdir()
    (there / "notes.txt").write_text("mine")

    upload(site, local, now=NOON)

    assert (there / "notes.txt").read_text() == "mine"


def test_no_lock_and_nothing_half_done_is_left(site, there, target):
    upload(site, target, now=NOON)

    assert sorted(path.name for path in there.iterdir()) == ["current", "releases"]


@pytest.mark.parametrize("name", ["-rf", """it's "$HOME"; `id` \\ * ä'"""])
def test_a_folder_s_name_is_never_read_as_a_command(site, over_ssh, there, name):
    target = Target(host=over_ssh.host, path=str(there.parent / name), ssh=over_ssh.ssh)

    upload(site, target, now=NOON)

    assert (there.parent / name / "current" / "index.html").read_text() == "first"


def test_a_link_in_the_built_site_is_refused(site, local):
    (site / "secret.txt").symlink_to("/etc/hostname")

    with pytest.raises(PublishError, match=r"secret\.txt is a link"):
        upload(site, local, now=NOON)


def test_a_folder_that_is_no_site_is_refused(site, local):
    with pytest.raises(PublishError, match=r"no index\.html"):
        upload(site / "yhteys", local, now=NOON)


def test_a_target_inside_the_site_is_refused(site):
    with pytest.raises(PublishError, match="lies inside"):
        upload(site, Target.parse(f"{site}/inner"), now=NOON)
