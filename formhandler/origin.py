"""Where a post comes from, told by the browser: a static page has no token to send with it."""

from enum import StrEnum

from werkzeug.wrappers import Request


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
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        return {"same-origin": Origin.SAME, "cross-site": Origin.FOREIGN}.get(site, Origin.UNKNOWN)
    if origin in (None, "null"):
        return Origin.UNKNOWN
    # Not request.host_url: it writes a domain with ä in letters, a browser's Origin has it in ASCII (xn--).
    return Origin.SAME if origin == f"{request.scheme}://{request.host}" else Origin.FOREIGN
