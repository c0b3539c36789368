"""Where a post comes from, told by the browser: a static page has no token to send with it."""

from enum import StrEnum
from typing import Any

from werkzeug.wrappers import Request
from werkzeug.wsgi import get_host


class Origin(StrEnum):
    """The verdict on one request."""

    SAME = "same"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


def verdict(request: Request) -> Origin:
    """
    Tell whether our own page sent *request*.

    Sec-Fetch-Site cannot be set by a page's script, so it decides when it is there (Fetch Metadata
    Request Headers, W3C); Origin decides for browsers that do not send it (RFC 6454). Neither, or
    Origin: null, says nothing.
    """
    return of(request.environ)


def of(environ: dict[str, Any]) -> Origin:
    """The same of a request that is only a WSGI environ (PEP 3333)."""
    site = environ.get("HTTP_SEC_FETCH_SITE")
    origin = environ.get("HTTP_ORIGIN")
    if site is not None:
        return {"same-origin": Origin.SAME, "cross-site": Origin.FOREIGN}.get(site, Origin.UNKNOWN)
    if origin in (None, "null"):
        return Origin.UNKNOWN
    # Not get_host's letters: a browser's Origin has a domain with ä in ASCII (xn--), as Host does.
    return Origin.SAME if origin == f"{environ['wsgi.url_scheme']}://{get_host(environ)}" else Origin.FOREIGN
