"""A text as a QR code, for a page and for the terminal."""

from io import StringIO

import segno


def svg(text: str) -> str:
    """
    An <svg> element to stand in a page, without style attributes or size: CSS gives it one.

    Its quiet zone is white and its modules are black whatever colours the page has, so that a camera reads it
    in the dark, too. It says nothing to a screen reader; the page gives the text beside it.
    """
    code = segno.make(text, error="m", micro=False)
    drawn: str = code.svg_inline(dark="black", light="white", omitsize=True, svgclass="qr", lineclass=None)
    return drawn.replace("<svg ", '<svg aria-hidden="true" ', 1)


def blocks(text: str) -> str:
    """The same in characters of the terminal."""
    written = StringIO()
    segno.make(text, error="l", micro=False).terminal(written, compact=True)
    return written.getvalue()
