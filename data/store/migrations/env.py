"""Run by Alembic: steps from one layout of the tables to the next, inside the transaction of who asked."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="layout", render_as_batch=True)
context.run_migrations()
