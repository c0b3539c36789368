"""What a web server writes down: the fields that the record declares, and no other."""

import json
import re
import socket

from tests.webserver.front import FORM, Front, ask, trusting

CANARY = "kanarialintu"


def lines(web: Front) -> list[dict[str, str]]:
    """The access log, a dictionary of declared fields a line; fails on anything else in it."""
    found = []
    for line in web.log.read_text().splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            request = told.pop("request")
            assert set(told) == {"ts", "status", "size"}, line
            assert set(request) == {"method", "uri"}, line
            found.append({"method": request["method"], "path": request["uri"], "status": str(told["status"])})
        else:
            match = re.fullmatch(
                r"(?P<time>\S+T\S+) (?P<method>[A-Z]+|-) (?P<path>/\S*|-) (?P<status>\d{3}) (?P<bytes>\d+)",
                line,
            )
            assert match, line
            found.append(match.groupdict())
    return found


def test_the_log_holds_the_declared_fields_of_requests_and_nothing_else(web, record):
    assert record.logs[0].fields == ("time", "method", "path", "status", "bytes")
    sent = {
        "Cookie": f"a={CANARY}-cookie",
        "Referer": f"https://example.org/{CANARY}-referrer",
        "User_Agent": f"{CANARY}-agent",
        "X_Forwarded_For": "203.0.113.77",
        "Authorization": f"Basic {CANARY}",
    }
    web.ask(f"/en/contact/?q={CANARY}-query", **sent)
    web.ask(f"/en/nothing-of-ours?q={CANARY}-query", **sent)
    web.ask(f"/en/index.html?q={CANARY}-query", **sent)
    ask(web.plain, f"/en/?q={CANARY}-query", **sent)
    web.ask(f"/viesti/{CANARY}-thanks", **sent)
    web.ask("/viesti/", "POST", f"body={CANARY}-body".encode(), **FORM, **sent)
    web.ask(f"/hallinta/viesti/{CANARY}-message", **sent)

    found = lines(web)

    assert {"/en/contact/", "/en/nothing-of-ours", "/en/index.html", "/en/"} <= {
        line["path"] for line in found
    }
    assert not [line for line in found if line["path"].startswith(("/viesti/", "/hallinta/"))]


def test_what_the_handler_should_have_answered_is_not_logged_either(lonely):
    lonely.ask(f"/viesti/{CANARY}-thanks")
    lonely.ask(f"/en/choices/kuitti.json?{CANARY}")
    lonely.ask("/en/")

    assert {line["path"] for line in lines(lonely)} >= {"/en/"}
    assert not [line for line in lines(lonely) if "viesti" in line["path"] or "choices" in line["path"]]


def test_no_file_of_the_web_server_names_a_visitor(web):
    """Whatever it wrote, its own logs of errors included, after refused, faulty and broken requests."""
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw:
        raw.sendall(f"GET /?{CANARY} HTTP/1.1\r\n\r\n".encode())  # no TLS
        raw.recv(1_000)
    with (
        socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw,
        trusting().wrap_socket(raw) as tls,
    ):
        tls.sendall(f"NONSENSE {CANARY}\r\n\r\n".encode())
        tls.recv(1_000)

    written = [path for path in web.folder.rglob("*") if path.is_file() and path.suffix != ".pem"]
    told = "".join(path.read_text(errors="replace") for path in written if path.name not in ("nginx.conf",))

    assert CANARY not in told
    assert not re.search(r"(client|remote_ip|remote|address)\W+127\.0\.0\.1", told)
