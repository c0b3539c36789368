"""Where an arrival came from, as other programs write it: `www.example.org/path`, mostly without a scheme."""

from counting import referrers

#: What GoatCounter calls a referrer that it recognized, where that is one site.
GENERATED = {"Google": "google.com", "Hacker News": "news.ycombinator.com"}


def split(text: str) -> tuple[str, str]:
    """The host, and the path with what follows it; ("", "") where there is none."""
    whole = text if "://" in text else f"https://{text}"
    host = referrers.host(whole)
    path = whole.partition("://")[2].partition("/")[2]
    return host, f"/{path}"
