"""The site that views are judged by, as it is built at present."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from counting.judging import Site, site_of
from counting.view import OTHER, Counted, Missing
from formhandler import pages
from record import Record


class Known:
    """Follows the builds: a page that was published a moment ago is known."""

    def __init__(
        self, folder: Path, record: Record, *, named: Callable[[], Collection[str]] = frozenset
    ) -> None:
        """
        Args:
            folder: of the built site.
            named: How addresses begin that go on with a message's reference or with what opens something.
        """
        self._folder, self._record, self._named = folder, record, named
        self._built: dict[str, Any] = {}
        self._site: Site | None = None

    def site(self) -> Site:
        """The same one until the site is built anew. Raises SiteMissing."""
        built = pages.site(self._folder)
        if self._site is None or built is not self._built:
            self._site, self._built = self._made(built), built
        return self._site

    def nameless(self, counted: Counted) -> Counted:
        """A reference that was mistyped, or a link that opens nothing any more, is nobody's figure."""
        if not isinstance(counted, Missing):
            return counted
        start = next((start for start in self._named() if counted.path.startswith(start)), None)
        return counted if start is None else replace(counted, path=f"{start}{OTHER}")

    def _made(self, built: dict[str, Any]) -> Site:
        try:
            return site_of(self._record, built)
        except KeyError as error:
            raise pages.SiteMissing(
                f"{self._folder} has no list of its pages: build it with `make html`"
            ) from error
