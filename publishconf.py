"""
What differs online, nothing else.

Facts not yet stated, or an address not given, stop the build (plugins/publishing.py); drafts stay at home.
"""

from pelicanconf import *  # noqa: F403

PUBLISH = True
