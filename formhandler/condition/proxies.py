"""Whether PROXIES says how many web servers really stand in front: every limit by network goes by it."""

from formhandler.condition.finding import Finding, Mark, Topic
from texts import Translator


def match(forwarded: str, proxies: int, t: Translator) -> Finding | None:
    """
    Compare the setting with the way that the owner's own request has come.

    Args:
        forwarded: The request's X-Forwarded-For: each proxy adds one address (RFC 7239, section 7.4), and a
            browser adds none. Empty without one.
        proxies: The setting PROXIES.
    Returns:
        What is wrong, or None. More addresses than proxies are no fault: anybody may send some along.
    """
    hops = len([part for part in forwarded.split(",") if part.strip()])
    if proxies == 0 and hops:
        said = t(
            "A web server stands in front, and PROXIES is 0: everybody counts as one network, and one "
            "guesser keeps all others waiting. Set PROXIES to %(n)s.",
            n=hops,
        )
        return Finding(Topic.SITE, Mark.FAULT, said)
    if hops < proxies:
        said = t(
            "PROXIES is %(n)s, and only %(hops)s stand in front: anybody can say that they come from "
            "another network. Set it to %(hops)s.",
            n=proxies,
            hops=hops,
        )
        return Finding(Topic.SITE, Mark.FAULT, said)
    return None
