"""The day of the build."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from texts.dates import HOME


def build_day(environ: Mapping[str, str]) -> date:
    """
    Today in Helsinki, or the day of SOURCE_DATE_EPOCH (seconds; reproducible-builds.org), so that a build can
    be repeated byte for byte later. ValueError if that is not a whole number.
    """
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).astimezone(HOME).date()
    return datetime.now(HOME).date()
