"""
The model of ``content/record.toml``: what is processed, why, for how long, by whom.

The site, the notice, the forms, the Content-Security-Policy and the janitor's clocks are all derived
from one `Record`, so that none of them can say what another does not do. Standard library only.
"""

from record.errors import Fault, RecordError
from record.loading import load
from record.model import Record
from record.period import MonthDay, Period
from record.text import Gap, Text, Unstated

__all__ = ["Fault", "Gap", "MonthDay", "Period", "Record", "RecordError", "Text", "Unstated", "load"]
