"""Firefox for the tests: Debian's where it is installed, else Playwright's own."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

SYSTEMS = Path("/usr/bin/firefox-esr")
RELAY = Path(__file__).with_name("relay.py")
#: It asks nobody for anything of its own accord. All else stays as people have it.
QUIET: dict[str, Any] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.trr.mode": 5,
    "security.OCSP.enabled": 0,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
}


def launch(playwright: Playwright, preferences: Mapping[str, Any], *, proxy: str) -> Browser:
    """Start one with these preferences of about:config; *proxy* is where it asks of its own accord."""
    options: dict[str, Any] = {
        "proxy": {"server": proxy},
        "firefox_user_prefs": {**QUIET, **preferences},
    }
    if not SYSTEMS.exists():
        return playwright.firefox.launch(**options)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=RELAY,
        env={**os.environ, "PATH": path, "FIREFOX": str(SYSTEMS)},
        **options,
    )
