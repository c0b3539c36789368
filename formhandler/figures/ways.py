"""How visits are counted, and what that way cannot see: whoever reads the figures has to know both."""

from collections.abc import Sequence

from record import Record, ways
from texts import Translator


def way(record: Record, t: Translator) -> Sequence[str]:
    """Sentences; the first says which way it is. docs/counting.md has them with measured errors."""
    match record.counting.mode:
        case ways.SERVER:
            return (
                t("The form handler counts each page as it hands it out."),
                t("It does not see when somebody goes back to a page that the browser still has in memory."),
                t("It sees no page that comes from another server, or from a cache in between."),
            )
        case ways.LOG:
            return (
                t("The web server writes a line for each page, and the lines are counted a moment later."),
                t("It does not see when somebody goes back to a page that the browser still has in memory."),
            )
        case ways.BEACON:
            return (
                t("A small script on each page tells that the page was opened."),
                t("It does not see browsers without JavaScript, and those that block such scripts."),
                t("A link within the site that hides where it leads from looks like a new visit."),
            )
        case ways.AFTER_CONSENT:
            return (
                t("A small script on each page tells that it was opened, once the visitor has allowed that."),
                t("Whoever has not allowed it is not counted: there were more visits than these."),
                t("The page on which somebody allows it looks like the beginning of the visit."),
            )
        case _:
            return (t("Visits are not counted."),)
