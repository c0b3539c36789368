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


# Playwright's own switch: with it no page is kept for going back to it.
FORGETS = "--disable-back-forward-cache"


def launch(playwright: Playwright, *more: str, proxy: str | None = None, keeps: bool = False) -> Browser:
    """
    Start one.

    Args:
        proxy: Where it asks of its own accord.
        more: Further switches.
        keeps: Whether it keeps pages for going back to them, as people's browsers do.
    """
    return playwright.chromium.launch(
        executable_path=SYSTEMS if SYSTEMS.exists() else None,
        args=[*ARGUMENTS, *more],
        ignore_default_args=[FORGETS] if keeps else None,
        proxy={"server": proxy} if proxy else None,
    )
