"""
The channels of the ledger, and what each one reaches a person by.

Four are ways of direct marketing that the record may declare ([[channel]]). The other three a person may
prohibit (or, for targeting, permit) whether or not they are used: distance selling, market and opinion
research, targeting of online marketing.
"""

import hashlib
import hmac

from formhandler import secret

EMAIL, SMS, PHONE, POST = REACHING = ("email", "sms", "phone", "post")
DISTANCE, RESEARCH, TARGETING = OTHERS = ("distance_selling", "research", "targeting")
CHANNELS = (*REACHING, *OTHERS)
#: Without permission first, from whomever (ePrivacy, SVPL 205 §).
ALWAYS_ASKED = (TARGETING,)

PERMITTED, PROHIBITED, EXCEPTION, ENDED = STATES = ("permitted", "prohibited", "exception", "ended")
WAYS = ("web", "one-click", "reply", "phone", "post", "desk", "form", "import", "right")

#: channel → the kinds of contact point by which somebody is known there. What a person may prohibit whatever
#: the way (OTHERS) is kept for all of theirs.
EMAILS, PHONES, ADDRESSES = KINDS = ("emails", "phones", "addresses")
POINTS = {
    EMAIL: (EMAILS,),
    SMS: (PHONES,),
    PHONE: (PHONES,),
    POST: (ADDRESSES,),
    **dict.fromkeys(OTHERS, KINDS),
}


def suppression_key(app_secret: bytes) -> bytes:
    """The key of every suppression's hash: without it a stolen database tells of no address."""
    return secret.derived(app_secret, "suppression")


def suppression(key: bytes, channel: str, point: str) -> bytes:
    """
    The keyed hash that keeps a prohibition when the contact point itself is gone, 32 bytes.

    Args:
        point: An e-mail address, a number as E.164, or name and address on one line. Case and runs of
            spaces make no difference.
    """
    same = " ".join(point.casefold().split())
    return hmac.digest(key, f"{channel}\n{same}".encode(), hashlib.sha256)
