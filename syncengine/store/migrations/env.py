"""Alembic's entry: runs the migrations on the connection that the caller holds."""

from alembic import context

from syncengine.store.collation import compare_bytewise
from syncengine.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
compare_bytewise(connection, metadata.tables)
