"""Behind a real nginx with TLS, as in production: the form works, and nginx says so when it does not."""

import datetime
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser

from record import load
from tests.server import Server, free_port

CONFIG = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    root {site};
    {locations}
    location = /health {{ {proxy} }}
  }}
}}
"""
PROXY = """proxy_pass http://127.0.0.1:{upstream};
  proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto https;
  client_body_buffer_size 512k; proxy_max_temp_file_size 0;  # else: the disk, in clear
  proxy_connect_timeout 2s;"""
LOCATION = "location {action} {{ {proxy} error_page 502 504 =503 {closed}; }}"


def certificate(folder: Path) -> None:
    """A key and a certificate of its own for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "cert.pem").write_bytes(cert.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))


@pytest.fixture(scope="module")
def server(site: Path, record_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("behind")
    with Server(folder / "data", site, record_file, folder / "logs", {"PROXIES": "1"}) as server:
        yield server


@pytest.fixture(scope="module")
def form(record_file: Path):
    return load(record_file, today=datetime.date(2026, 11, 22)).form("contact")


@pytest.fixture(scope="module")
def https(server: Server, site: Path, form, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """nginx in front of the handler, with the site's own files; its address."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    certificate(folder)
    proxy = PROXY.format(upstream=server.port)
    closed = {"fi": "/suljettu/", "sv": "/sv/stangt/", "en": "/en/closed/"}
    locations = "\n".join(
        LOCATION.format(action=action, proxy=proxy, closed=f"{closed[lang]}index.html")
        for paths in (form.action, form.receipt)
        for lang, action in paths.items()
    )
    user = "user root;" if os.geteuid() == 0 else ""  # its workers must be able to read the test's folders
    config = CONFIG.format(user=user, folder=folder, port=port, site=site, locations=locations, proxy=proxy)
    (folder / "nginx.conf").write_text(config)
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/opt/homebrew/bin")
    assert program, "nginx is missing; make test installs it"
    nginx = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        for _ in range(100):
            if (folder / "nginx.pid").exists():
                break
            time.sleep(0.05)
        yield f"https://127.0.0.1:{port}"
    finally:
        nginx.terminate()
        nginx.wait(timeout=10)


def test_a_ticket_is_earned_and_honoured_over_https(server, https, form, browser: Browser):
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(https + form.page["en"])
    page.fill("#body", "Sent at once over TLS")
    page.locator("button [data-when=ticket]").wait_for(state="visible", timeout=20_000)
    page.locator("form button").click()

    reference = page.locator(".reference strong").inner_text()

    assert "Sent at once over TLS" in server.flask("inbox", "show", reference)
    context.close()


def test_the_form_works_over_https_without_a_script(server, https, form, browser: Browser):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(https + form.page["en"])
    page.fill("#body", "Sent over TLS")
    page.locator("form button").click()
    (cookie,) = context.cookies()
    page.locator("form button").click()

    reference = page.locator(".reference strong").inner_text()

    shown = server.flask("inbox", "show", reference)
    assert "Sent over TLS" in shown
    assert "another site" not in shown, "our own page's post must not look foreign behind a proxy"
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    context.close()


def test_the_words_that_the_thanks_page_shows_open_the_conversation(server, https, form, browser: Browser):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(https + form.page["en"])
    page.fill("#body", "Is this read behind nginx?")
    page.locator("form button").click()
    page.locator("form button").click()
    words = page.locator(".code li").all_inner_texts()
    assert page.locator(".address").inner_text() == https.removeprefix("https://") + form.receipt["en"]

    page.locator(".address").click()
    page.fill("#words", " ".join(words))
    page.locator("form button").click()

    assert page.locator("main").get_by_text("Is this read behind nginx?").count() == 1
    context.close()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_with_the_handler_down_nginx_says_so_with_phone_and_mail(server, https, form, browser: Browser, lang):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(https + form.page[lang])
    page.fill("#body", "Is anybody there?")
    server.stop()
    try:
        with page.expect_response(lambda response: response.request.method == "POST") as answered:
            page.locator("form button").click()

        assert answered.value.status == 503
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("main a[href^='tel:']").count() == 1
        assert page.locator("main a[href^='mailto:']").count() == 1
        page.go_back()
        assert page.input_value("#body") == "Is anybody there?", "the text is still in the form"
    finally:
        server.start()
        context.close()


def test_nginx_lays_nothing_that_was_sent_on_the_disk(server, https, form, tmp_path_factory):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    sent = urlencode({"body": "ä" * 4_000}).encode()  # 24 kB: nginx keeps 16 kB in memory, if nobody tells it

    with urlopen(https + form.action["en"], sent, context=trusting, timeout=20) as page:
        assert page.status == 200

    (log,) = tmp_path_factory.getbasetemp().glob("nginx0/error.log")
    assert "temporary file" not in log.read_text()


def test_a_hundred_stalled_posts_do_not_hold_up_the_form(server, https, form):
    """More than the handler has threads: nginx waits for a body before it passes the post on."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    port = int(https.rsplit(":", 1)[1])
    lines = [
        f"POST {form.action['en']} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 500",
        "",
        "body=",
    ]
    begun = "\r\n".join(lines).encode()
    with ExitStack() as stalled:
        for _ in range(100):
            raw = stalled.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            stalled.enter_context(trusting.wrap_socket(raw)).sendall(begun)

        data = urlencode({"body": "Is there room for one more?"}).encode()
        with urlopen(https + form.action["en"], data, timeout=10, context=trusting) as answer:
            assert answer.status == 200
            assert "Is there room for one more?" in answer.read().decode()
