"""The rules by which a browser is told, in Python, in nginx and in Caddy: all three say the same."""

import http.client
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from counting import agents
from counting.judging import UNNAMED
from counting.view import BOT
from tests.counting.test_agents import BROWSERS, crawlers
from tests.server import free_port
from webserver.serving import for_caddy, for_nginx

NGINX = """
daemon off; master_process off;
pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  map_hash_bucket_size 256;
  map $http_user_agent $told {{
{rules}
  }}
  server {{
    listen 127.0.0.1:{port};
    keepalive_requests 100000;
    location / {{ return 200 $told; }}
  }}
}}
"""
CADDY = """
{{
	admin off
	auto_https off
}}
http://127.0.0.1:{port} {{
	map {{http.request.header.User-Agent}} {{told}} {{
{rules}
	}}
	respond "{{told}}" 200
}}
"""


def configuration(kind, folder, port):
    """A configuration with nothing but the rules, and the command that runs it."""
    quoted, end = {"nginx": (for_nginx, ";"), "caddy": (for_caddy, "")}[kind]
    rules = "\n".join(f"    {quoted(pattern)} {told}{end}" for pattern, told in agents.RULES)
    path = folder / "configuration"
    text = {"nginx": NGINX, "caddy": CADDY}[kind].format(folder=folder, port=port, rules=rules)
    path.write_text(text)
    if kind == "nginx":
        return ["nginx", "-p", str(folder), "-c", str(path), "-e", str(folder / "error.log")]
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(path)]


@contextmanager
def running(kind, folder):
    port = free_port()
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            configuration(kind, folder, port),
            stdout=said,
            stderr=said,
            env={"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin"},
        )
        try:
            until = time.monotonic() + 60
            while True:
                assert process.poll() is None, (folder / "said").read_text()
                assert time.monotonic() < until, "it does not come up"
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def asked(connection, name):
    """What the web server tells of a browser that calls itself *name*."""
    connection.request("GET", "/", headers={"User-Agent": name})
    return connection.getresponse().read().decode()


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_a_web_server_says_of_a_browser_what_python_says(kind, tmp_path: Path):
    names = [name for _, name in BROWSERS] + [
        name for name in crawlers()[::10] if name.isascii() and name.strip() == name
    ]

    with running(kind, tmp_path) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for name in names:
            assert asked(connection, name) == agents.of(name), name
        assert asked(connection, "") == {"nginx": UNNAMED, "caddy": BOT}[kind]
        connection.close()
