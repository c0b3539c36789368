"""What is wrong with a file, said to the owner: the place, what was found, what to do."""

from collections.abc import Callable

from formhandler.imports.fault import Fault, Place, What
from texts import Translator


def sentence(fault: Fault, t: Translator) -> str:
    """The place and the fault, ending with what happened: nothing."""
    place = _place(fault.place, t)
    said = SAYS[fault.what](fault, t)
    nothing = t("Nothing was imported.")
    return f"{place}: {said} {nothing}" if place else f"{said} {nothing}"


def _place(place: Place, t: Translator) -> str:
    parts = [place.member] if place.member else []
    if place.line:
        parts.append(t("line %(line)s", line=place.line))
    if place.column and place.line > 1:
        parts.append(t("column %(column)s", column=place.column))
    return ", ".join(parts)


SAYS: dict[What, Callable[[Fault, Translator], str]] = {
    What.EMPTY: lambda _, t: t("The file is empty."),
    What.TEXT: lambda _, t: t("This is not UTF-8. Export the file again, and open it in no other program."),
    What.LONG: lambda _, t: t("The line is longer than 64 kB, so this is no such export."),
    What.CSV: lambda fault, t: t(
        "This is not CSV as the program writes it (%(reason)s). Export the file again.", reason=fault.found
    ),
    What.COLUMN: lambda fault, t: t(
        "The column “%(column)s” is missing; there are “%(found)s”. Is this the export that --format names?",
        column=fault.place.column,
        found=fault.found,
    ),
    What.CELLS: lambda fault, t: t(
        "The row has another number of cells than the header: %(found)s.", found=fault.found
    ),
    What.DATE: lambda fault, t: t("“%(found)s” is no date as the export writes it.", found=fault.found),
    What.FUTURE: lambda fault, t: t("“%(found)s” has not come yet.", found=fault.found),
    What.NUMBER: lambda fault, t: t("“%(found)s” is not a whole number from 0 up.", found=fault.found),
    What.TRUTH: lambda fault, t: t("“%(found)s” is neither true nor false.", found=fault.found),
    What.ZIP: lambda fault, t: t(
        "This is no zip file that can be read (%(reason)s). Give the file as it was exported, unpacked by "
        "nobody.",
        reason=fault.found,
    ),
    What.GZIP: lambda fault, t: t(
        "The file is damaged or cut off (%(reason)s). Export it again.", reason=fault.found
    ),
    What.PAGES: lambda _, t: t("The zip file has no imported_pages…csv. Is it the export of all data?"),
    What.MEMBER: lambda _, t: t(
        "This file is missing in the zip file. Is it the export that --format names?"
    ),
    What.JSON: lambda _, t: t("This is not JSON as the program writes it. Export the file again."),
    What.VERSION: lambda fault, t: t(
        "The export has version %(found)s, which this program does not know yet.", found=fault.found
    ),
    What.NOTHING: lambda _, t: t("The file has no views of the days that can be imported."),
    What.FORMAT: lambda _, t: t("This is no line of a log in the combined format."),
}
