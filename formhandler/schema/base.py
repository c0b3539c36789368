"""What every table needs: the one list of them, names for their constraints, a column that counts."""

from sqlalchemy import (
    BigInteger,
    Integer,
    MetaData,
)

# Every constraint has a name, because only a named one can be changed by a migration on both databases.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in a column whose type is exactly INTEGER.
Counter = BigInteger().with_variant(Integer, "sqlite")
