"""What Caddy alone could do wrong: its admin port, its logs of errors, and a file that it does not take."""

import json
import subprocess

from tests.webserver.front import checked, command, configuration, environ, front, place


def test_it_takes_the_file_of_each_record(each_record_and_site, tmp_path):
    _, options = place(tmp_path)

    judged = checked("caddy", tmp_path, configuration("caddy", *each_record_and_site, *options))

    assert judged.returncode == 0, judged.stderr
    assert "not formatted" not in judged.stderr


def test_a_page_that_was_kept_before_the_record_asked_anything_is_sent_whole(server, tmp_path):
    """Caddy sends such pages without a tag, but a browser may hold one; "*" is every tag there is."""
    with front("caddy", tmp_path, server) as caddy:
        assert caddy.ask("/", If_None_Match="*").status == 200
        assert caddy.ask("/sitemap.xml", If_None_Match="*").status == 304


def test_a_record_that_asks_nothing_has_no_word_of_a_choice_in_it(site, record_file, tmp_path):
    _, options = place(tmp_path)

    text = configuration("caddy", record_file, site, *options)

    assert "map " not in text
    assert "cookie" not in text.lower()


def adapted(tmp_path, text: str) -> dict:
    """The configuration as Caddy itself understands it."""
    program, *_ = command("caddy", tmp_path, text)
    done = subprocess.run(
        [program, "adapt", "--config", str(tmp_path / "Caddyfile")],
        env=environ(tmp_path),
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_nobody_on_the_machine_can_change_it_while_it_runs(site, record_file, tmp_path):
    found = adapted(tmp_path, configuration("caddy", record_file, site))

    assert found["admin"] == {"disabled": True}


def test_its_log_of_errors_leaves_out_what_is_said_of_requests(site, record_file, tmp_path):
    logs = adapted(tmp_path, configuration("caddy", record_file, site))["logging"]["logs"]

    assert "http" in logs.pop("default")["exclude"]
    assert {log["writer"]["filename"] for log in logs.values()} == {"/var/log/caddy/seloste.log"}


def test_without_options_it_gets_its_certificate_itself(site, record_file, tmp_path):
    text = configuration("caddy", record_file, site)

    assert "\thttps://www.example.fi {" in text.replace("\nhttps", "\n\thttps")
    assert "\ttls " not in text
