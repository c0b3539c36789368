"""Run by Alembic for every command; db.py hands the connection in, so there is no alembic.ini."""

from alembic import context

from formhandler.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
with context.begin_transaction():
    context.run_migrations()
