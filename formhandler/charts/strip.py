"""A thin strip under the name of a table's row, as long as its number: the table becomes the picture."""

from markupsafe import Markup

STRIP = Markup(
    '<svg class="strip" aria-hidden="true" focusable="false"><rect width="{}%" height="100%"/></svg>'
)


def strip(part: float) -> Markup:
    """
    A strip of this part of the room: 0 to 1.

    Written out, because a table has a thousand of them and only the one number differs.
    """
    return STRIP.format(round(100 * min(1.0, max(0.0, part)), 1))
