#!/usr/bin/env python3
"""
Debian's Firefox for Playwright: starts it, and passes WebDriver BiDi between the two.

Playwright starts this file in the browser's place. Of its commands this Firefox does not know one that the
tests do not use (colour scheme), and Playwright asks it of every window; the relay answers that one itself.
"""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from functools import partial

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
UNKNOWN = "emulation.setMediaFeaturesOverride"


async def relay(playwright: ServerConnection, address: str) -> None:
    """Carry every message both ways until one side hangs up."""
    assert playwright.request is not None
    async with connect(address + playwright.request.path, max_size=None, compression=None) as firefox:

        async def ask() -> None:
            async for message in playwright:
                if UNKNOWN in message and (command := json.loads(message))["method"] == UNKNOWN:
                    await playwright.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
                else:
                    await firefox.send(message)
            await firefox.close()

        async def answer() -> None:
            async for message in firefox:
                await playwright.send(message)
            await playwright.close()

        await asyncio.gather(ask(), answer())


async def address_of(firefox: Process) -> str:
    """Where the browser listens, as it says once on its standard error."""
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        if said := LISTENS.search(line.decode(errors="replace")):
            return said[1]
    raise SystemExit("Firefox ended before it listened")


async def main() -> int:
    firefox = await asyncio.create_subprocess_exec(os.environ["FIREFOX"], *sys.argv[1:], stderr=PIPE)
    address = await address_of(firefox)
    here = partial(relay, address=address)
    async with serve(here, "127.0.0.1", 0, max_size=None, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        _, rest = await firefox.communicate()  # until it ends
    sys.stderr.write(rest.decode(errors="replace"))
    return firefox.returncode or 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
