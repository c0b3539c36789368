"""What PUBLISH_TO and PUBLISH_SSH may say."""

import pytest

from publish.target import PublishError, Target


@pytest.mark.parametrize(
    ("to", "host", "path"),
    [
        ("/srv/www/site", "", "/srv/www/site"),
        ("/srv/www/my site/", "", "/srv/www/my site"),
        ("/srv/a:b", "", "/srv/a:b"),
        ("anna@example.fi:/srv/www/site", "anna@example.fi", "/srv/www/site"),
        ("example.fi:/srv/www/my site//", "example.fi", "/srv/www/my site"),
        ("anna@[::1]:/srv/www", "anna@[::1]", "/srv/www"),
    ],
)
def test_a_target_is_a_folder_here_or_on_a_host(to, host, path):
    target = Target.parse(to)

    assert (target.host, target.path) == (host, path)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("/", "folder of the site's own"),
        ("//", "folder of the site's own"),
        ("/srv", "folder of the site's own"),
        ("example.fi:/", "folder of the site's own"),
        ("example.fi:/srv/..", "without"),
        ("/srv/www/../..", "without"),
        ("example.fi:www/site", "beginning with a slash"),
        ("example.fi:~/site", "beginning with a slash"),
        ("example.fi:", "names no host and folder"),
        ("example.fi::site/www", "names no host and folder"),
        ("-oProxyCommand:/srv/www", "names no host and folder"),
        ("anna@-host:/srv/www", "names no host and folder"),
        ("rsync://example.fi/srv/www", "web address"),
        ("/srv/www/a\nb", "line break"),
        ("example.fi:/srv/www/a\x00b", "line break"),
    ],
)
def test_a_target_that_is_no_safe_place_is_refused(to, why):
    with pytest.raises(PublishError, match=why):
        Target.parse(to)


def test_ssh_is_a_command_with_its_options():
    assert Target.parse("h:/srv/www", "ssh -p 2222 -i 'my key'").ssh == ("ssh", "-p", "2222", "-i", "my key")


def test_an_open_quotation_mark_in_the_ssh_command_is_named():
    with pytest.raises(PublishError, match="PUBLISH_SSH"):
        Target.parse("h:/srv/www", "ssh -i 'key")


def test_login_leaves_out_the_brackets_that_only_rsync_wants():
    assert Target.parse("anna@[::1]:/srv/www").login == ("ssh", "anna@::1")
