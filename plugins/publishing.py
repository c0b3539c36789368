"""What may not go online: a notice with gaps in it, and a site that does not know its own address."""

from collections.abc import Iterator

from record import Record, Unstated


def gaps(record: Record) -> Iterator[str]:
    """One line for each thing the owner must still state before the site can be published."""
    for gap in record.unstated():
        yield f"content/record.toml: {gap.place}: not yet stated. {gap.question[record.binding]}"
    if not isinstance(record.site.url, Unstated) and not record.site.url.startswith("https://"):
        yield (
            f"content/record.toml: site.url is {record.site.url!r}; "
            "the form sends what people write, so write an address that begins with https://"
        )
