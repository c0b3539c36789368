"""The register's own: a database that knows a key, and the record of a trader that keeps a register."""

from tests.formhandler.register.conftest import desk, record, registered_record

__all__ = ["desk", "record", "registered_record"]
