"""The site that views are judged by, as it is built at present."""

from pathlib import Path
from typing import Any

from counting.judging import Site, site_of
from formhandler import pages
from record import Record


class Known:
    """Follows the builds: a page that was published a moment ago is known."""

    def __init__(self, folder: Path, record: Record) -> None:
        """*folder* of the built site."""
        self._folder, self._record = folder, record
        self._built: dict[str, Any] = {}
        self._site: Site | None = None

    def site(self) -> Site:
        """The same one until the site is built anew. Raises SiteMissing."""
        built = pages.site(self._folder)
        if self._site is None or built is not self._built:
            self._site, self._built = self._made(built), built
        return self._site

    def _made(self, built: dict[str, Any]) -> Site:
        try:
            return site_of(self._record, built)
        except KeyError as error:
            raise pages.SiteMissing(
                f"{self._folder} has no list of its pages: build it with `make html`"
            ) from error
