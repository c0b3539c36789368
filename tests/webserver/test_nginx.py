"""What nginx alone could do wrong: its disk, its own logs, and a file that it does not take."""

import pytest

from tests.webserver.front import FORM, checked, configuration, front, place, running


@pytest.fixture(scope="module")
def nginx(server, tmp_path_factory):
    with front("nginx", tmp_path_factory.mktemp("nginx-alone"), server) as web:
        yield web


def test_it_takes_the_file_of_each_record(each_record_and_site, tmp_path):
    _, options = place(tmp_path)

    judged = checked("nginx", tmp_path, configuration("nginx", *each_record_and_site, *options))

    assert judged.returncode == 0, judged.stderr
    assert "warn" not in judged.stderr + (tmp_path / "start.log").read_text()


def test_a_record_that_asks_nothing_has_no_word_of_a_choice_in_it(site, record_file, tmp_path):
    _, options = place(tmp_path)

    text = configuration("nginx", record_file, site, *options)

    assert "$seloste_policy" not in text
    assert "cookie" not in text.lower()


def test_without_options_the_file_is_the_one_of_a_server_on_the_web(site, record_file):
    text = configuration("nginx", record_file, site)

    for line in (
        "listen 443 ssl http2;",
        "listen [::]:443 ssl http2;",
        "listen [::]:80;",
        "server_name www.example.fi;",
        'root "/srv/www/site/current";',
        'ssl_certificate "/etc/letsencrypt/live/www.example.fi/fullchain.pem";',
        "proxy_pass http://127.0.0.1:8000;",
        "proxy_pass http://127.0.0.1:8001;",
        'access_log "/var/log/seloste.log" seloste',
    ):
        assert line in text


def test_it_lays_nothing_that_was_sent_on_the_disk(server, form, tmp_path):
    """nginx warns of each file that it lays a body in; for once, what it says of requests is kept."""
    web, options = place(tmp_path)
    handler = ("--root", str(server.site), "--public", str(server.port), "--owner", str(server.port))
    text = configuration("nginx", server.record, server.site, *options, *handler)
    told = tmp_path / "told.log"
    sent = b"body=" + b"%C3%A4" * 4_000  # 24 kB: nginx keeps 16 kB in memory, if nobody tells it

    with running("nginx", web, text.replace("error_log /dev/null emerg", f"error_log {told} warn")):
        answer = web.ask(form.action["en"], "POST", sent, **FORM)

    assert answer.status == 200
    assert "temporary file" not in told.read_text()


def test_its_own_logs_with_their_addresses_stay_empty(nginx, form):
    nginx.ask("/nothing")
    nginx.ask(form.action["en"], "POST", b"a" * 1_100_000, **FORM)

    assert (nginx.folder / "combined.log").read_text() == ""
    assert (nginx.folder / "error.log").read_text() == ""


def test_another_name_is_sent_on_to_the_sites_own(nginx):
    answer = nginx.ask("/en/?a=b", Host="example.org")

    assert (answer.status, answer.get("location")) == (301, f"{nginx.url}/en/?a=b")
