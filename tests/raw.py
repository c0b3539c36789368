"""Requests byte by byte: what no client library would send."""

import socket
from collections.abc import Mapping
from contextlib import suppress

#: Of a browser that would be counted.
USUAL = {
    b"Host": b"www.example.fi",
    b"User-Agent": b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    b"Accept-Language": b"fi",
    b"Sec-Fetch-Dest": b"document",
    b"Sec-Fetch-Mode": b"navigate",
    b"Sec-Fetch-Site": b"none",
}


def request(
    line: bytes = b"GET / HTTP/1.1", headers: Mapping[bytes, bytes] | None = None, body: bytes = b""
) -> bytes:
    """One request; *headers* beside the usual ones, or instead of them."""
    whole = {**USUAL, **(headers or {}), b"Connection": b"close"}
    if body and not any(name.lower() in (b"content-length", b"transfer-encoding") for name in whole):
        whole[b"Content-Length"] = str(len(body)).encode()
    told = b"".join(name + b": " + value + b"\r\n" for name, value in whole.items())
    return line + b"\r\n" + told + b"\r\n" + body


def answered(port: int, raw: bytes) -> int:
    """Send it; the status of the answer, 0 where the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        with suppress(OSError):  # the server may have had enough before we are done
            connection.sendall(raw)
        answer = b""
        with suppress(OSError):
            while more := connection.recv(65536):
                answer += more
                if b"\r\n" in answer:
                    break
    return int(answer.split(b" ", 2)[1]) if answer else 0
