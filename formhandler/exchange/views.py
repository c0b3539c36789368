"""Import and export in a browser."""

from flask import Blueprint, Flask

from formhandler.exchange import exportpage, importpage
from formhandler.exchange.running import Imports


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
    importpage.routes(bp)
    exportpage.routes(bp)


def init_app(app: Flask) -> None:
    """Make the place where files wait in memory, emptied by the last lock."""
    app.extensions["imports"] = imports = Imports()
    app.extensions["sessions"].when_empty.append(imports.forget)
