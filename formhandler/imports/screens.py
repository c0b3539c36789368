"""Which device a screen is of, by its width: other programs keep no class of their own."""

from counting.view import DESKTOP, PHONE, TABLET

#: The narrowest screens that are no phone and no tablet, in CSS pixels.
TABLETS, DESKTOPS = 600, 1024


def device(width: int) -> str | None:
    """phone, tablet or desktop; None of a width that is not known, 0."""
    if not width:
        return None
    return PHONE if width < TABLETS else TABLET if width < DESKTOPS else DESKTOP
