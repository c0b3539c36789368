"""
The model of ``content/record.toml``: what is processed, why, for how long, by whom.

The site, the notice, the forms, the Content-Security-Policy and the janitor's clocks are all derived
from one `Record`, so that none of them can say what another does not do. Standard library only.
"""

from record import asking, csp, headers, machine, processing
from record.errors import Fault, RecordError
from record.loading import load
from record.material import material_hash
from record.model import Form, FormField, Purpose, Recipient, Record, Retention
from record.period import MonthDay, Period
from record.text import Gap, Text, Unstated

__all__ = [
    "Fault",
    "Form",
    "FormField",
    "Gap",
    "MonthDay",
    "Period",
    "Purpose",
    "Recipient",
    "Record",
    "RecordError",
    "Retention",
    "Text",
    "Unstated",
    "asking",
    "csp",
    "headers",
    "load",
    "machine",
    "material_hash",
    "processing",
]
