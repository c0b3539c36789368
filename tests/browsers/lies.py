"""Copies of the site that lie, for the tests that see whether the others would notice."""

import re
from dataclasses import replace

from tests.browsers.standins import UNDECLARED
from tests.browsers.witness import Answer, Request, Service

#: Every way to keep something, and to measure the computer, that no record declares.
KEEPS = """
document.cookie = "kept=1; Path=/; Secure; Max-Age=86400"
localStorage.setItem("kept", 1)
sessionStorage.setItem("kept", 1)
indexedDB.open("kept")
caches.open("kept")
document.createElement("canvas").getContext("2d").measureText("kept")
document.createElement("canvas").toDataURL()
new OfflineAudioContext(1, 1, 44100)
document.fonts.check("12px serif")
"""
#: Every way to load from another host that a page has. A preconnect is none: no policy rules it.
REACHES = f"""
fetch("https://{UNDECLARED}/fetch", {{mode: "no-cors"}}).catch(() => {{}})
navigator.sendBeacon("https://{UNDECLARED}/beacon")
try {{ new WebSocket("wss://{UNDECLARED}/socket") }} catch {{}}
try {{ new EventSource("https://{UNDECLARED}/events") }} catch {{}}
import("https://{UNDECLARED}/module").catch(() => {{}})
"""
ELEMENTS = f"""
<img src="https://{UNDECLARED}/image" alt="">
<script src="https://{UNDECLARED}/script"></script>
<link rel="stylesheet" href="https://{UNDECLARED}/style">
<object data="https://{UNDECLARED}/object"></object>
<video src="https://{UNDECLARED}/video"></video>
"""
LOADED = set(re.findall(rf"{re.escape(UNDECLARED)}(/\w+)", REACHES + ELEMENTS))
#: What leads a page or a frame to another host.
FRAME = f'<iframe src="https://{UNDECLARED}/frame"></iframe>'
FORM = f'<form id="undeclared" method="post" action="https://{UNDECLARED}/form"></form>'
POSTS = 'addEventListener("load", () => document.getElementById("undeclared").submit())'


def lying(
    site: Service, script: str = "", elements: str = "", *, name: str = "form", policy: bool = True
) -> Service:
    """The site, with more in its script of this name and on its pages; or without its policy."""

    def ask(request: Request) -> Answer:
        del request.headers["Accept-Encoding"]  # what is compressed cannot be added to
        answer = site(request)
        kind = {name.lower(): value for name, value in answer.headers}.get("content-type", "")
        body = answer.body
        if f"/theme/{name}." in request.path:
            body += script.encode()
        elif kind.startswith("text/html"):
            body = body.replace(b"</main>", elements.encode() + b"</main>")
        headers = [(name, value) for name, value in answer.headers if policy or "policy" not in name.lower()]
        return replace(answer, body=body, headers=tuple(headers))

    return ask


def changed(site: Service, old: bytes, new: bytes) -> Service:
    """The site, with other words in its scripts where *old* stands."""

    def ask(request: Request) -> Answer:
        del request.headers["Accept-Encoding"]
        answer = site(request)
        return replace(answer, body=answer.body.replace(old, new)) if ".js" in request.path else answer

    return ask
