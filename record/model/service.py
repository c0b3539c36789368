"""Services of others that a visitor may allow: what each brings is known, and stands in record/services/."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from record import kinds, services
from record.kinds.plain import matching
from record.table import Table

_MEASUREMENT_ID = matching(
    services.MEASUREMENT_ID,
    'the measurement id of your property, such as "G-ABC123DEF4", or "" to switch it off',
)
measurement_id = replace(
    _MEASUREMENT_ID, parse=lambda found: "" if found.raw == "" else _MEASUREMENT_ID.parse(found)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, declared by its kind; switched off it brings nothing."""

    kind: str  # one of services.KINDS
    measurement_id: str | None  # google_analytics: the property's id; without it the service is off
    enabled: bool

    @property
    def category(self) -> str:
        """The id of the category that has to be allowed before it is loaded."""
        return services.category(self.kind)

    @classmethod
    def read(cls, table: Table) -> Self:
        kind = table.need("kind", kinds.one_of(*services.KINDS))
        id, enabled = None, False
        if kind in services.KEYED:
            id = table.need("measurement_id", measurement_id) or None
        elif kind:
            enabled = table.need("enabled", kinds.boolean)
        else:  # which keys it needs is unknown with its kind, and that fault is told already
            table.may("measurement_id", measurement_id)
            table.may("enabled", kinds.boolean)
        return cls(kind=kind, measurement_id=id, enabled=enabled or id is not None)
