"""The commands: what they print, and what they say when they can't."""

import pytest

from tests import sites
from tests.webserver.front import KINDS, printed


def test_an_address_that_the_owner_has_not_told_is_asked_for(own_site):
    done = printed("nginx", sites.ROOT / "content" / "record.toml", own_site)

    assert (done.returncode, done.stdout) == (1, "")
    assert "site.url is not yet stated" in done.stderr


def test_a_site_that_is_not_built_is_missed(record_file, tmp_path):
    done = printed("caddy", record_file, tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "make html" in done.stderr


def test_a_site_of_another_record_is_refused(site, asking_record):
    done = printed("nginx", asking_record, site)

    assert (done.returncode, done.stdout) == (1, "")
    assert "another record" in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_only_the_log_of_visits_has_is_refused(kind, tmp_path):
    content = sites.example(tmp_path)
    sites.edit(content / "record.toml", '"path", "status", "bytes"]', '"path", "status", "language"]')

    done = printed(kind, content / "record.toml", sites.built(content, tmp_path / "out", "--publish"))

    assert (done.returncode, done.stdout) == (1, "")
    assert '[[log]] "server" declares language; write only time, method' in done.stderr


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--url", "http://www.example.fi"),
        ("--url", "https://www.example.fi/path"),
        ("--url", "https://www.example.fi; return 200"),
        ("--root", "/srv/with space"),
        ("--root", '/srv/"; include /etc/passwd; "'),
        ("--log", "/var/log/{env.SECRET}"),
        ("--visits", "/var/log/x;y"),
        ("--challenges", "relative"),
        ("--certificate", "/etc/cert.pem"),  # without a key
    ],
)
def test_what_cannot_stand_in_the_file_is_refused_with_what_to_write(kind, option, value, site, record_file):
    done = printed(kind, record_file, site, option, value)

    assert (done.returncode, done.stdout) == (1, "")
    assert option.removeprefix("--url") in done.stderr
    assert "write" in done.stderr or "name both" in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_record_gives_the_same_file(kind, site, record_file):
    assert printed(kind, record_file, site).stdout == printed(kind, record_file, site).stdout != ""
