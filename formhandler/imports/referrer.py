"""Where an arrival came from, as other programs write it: `www.example.org/path`, mostly without a scheme."""

from counting import referrers


def split(text: str) -> tuple[str, str]:
    """The host, and the path with what follows it; ("", "") where there is none."""
    whole = text if "://" in text else f"https://{text}"
    host = referrers.host(whole)
    path = whole.partition("://")[2].partition("/")[2]
    return host, f"/{path}"
