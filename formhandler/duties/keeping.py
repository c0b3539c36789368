"""Until when a line of the law's logs is kept, from the record that the notice prints."""

from datetime import date

from record import Record

FOREVER = date.max  # while the matter is open


def last_day(record: Record, table: str, start: date) -> date:
    """
    The last day of what stands in the record's columns of *table* and whose clock began on *start*.

    Where several purposes keep it, the longest counts. KeyError when the record declares no such table.
    """
    groups = {
        group.id
        for group in record.groups
        if any(field.column.startswith(f"{table}.") for field in group.fields)
    }
    rules = {purpose.retention for purpose in record.purposes if groups & set(purpose.groups)}
    if not rules:
        raise KeyError(table)
    return max(record.retention(rule).last_day(start) for rule in rules)


def declared(record: Record, table: str) -> bool:
    """Whether the record lets such lines be kept at all."""
    return any(field.column.startswith(f"{table}.") for group in record.groups for field in group.fields)
