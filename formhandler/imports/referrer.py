"""Where an arrival came from, as other programs write it: `www.example.org/path`, mostly without a scheme."""

from counting import referrers

#: What GoatCounter calls a referrer that it recognized, where that is one site.
GENERATED = {"Google": "google.com", "Hacker News": "news.ycombinator.com"}


def of_goatcounter(text: str, scheme: str) -> tuple[str, str]:
    """
    The same of GoatCounter's referrer: h is a page's, g a name of its own, c a campaign's, o mostly an app's.
    """
    if scheme == "o":
        return referrers.host(f"android-app://{text}"), ""
    return split(text) if scheme in ("h", "") and text else ("", "")


def split(text: str) -> tuple[str, str]:
    """The host, and the path with what follows it; ("", "") where there is none."""
    whole = text if "://" in text else f"https://{text}"
    host = referrers.host(whole)
    path = whole.partition("://")[2].partition("/")[2]
    return host, f"/{path}"
