"""Chromium for the tests: the system's where it is installed, else Playwright's own."""

from pathlib import Path

from playwright.sync_api import Browser, Playwright

SYSTEMS = Path("/usr/bin/chromium")
# It asks nobody on the network for anything of its own accord.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autofill-server-url=about:blank",  # else it asks Google what the fields of each form are
]


def launch(playwright: Playwright, *more: str, proxy: str | None = None) -> Browser:
    """Start one; *proxy* is where it asks of its own accord, *more* further switches."""
    return playwright.chromium.launch(
        executable_path=SYSTEMS if SYSTEMS.exists() else None,
        args=[*ARGUMENTS, *more],
        proxy={"server": proxy} if proxy else None,
    )
