"""Databases of our own on a PostgreSQL server, whoever started it."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


class Databases:
    """``server`` is the URL of any database there; its user may make databases."""

    def __init__(self, server: str) -> None:
        self._server = server

    def url(self, database: str) -> str:
        return urlunsplit(urlsplit(self._server)._replace(path=f"/{database}"))

    def create_database(self, name: str, template: str | None = None) -> str:
        """A new one, or a copy of a template that nobody is connected to. Returns its URL."""
        copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        self._say(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), copied))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Whoever is still connected is thrown out."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)


_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
_ROWS = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_NUMBERS = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"


def empty_tables(url: str) -> None:
    """Delete every row of a store, and count from 1 again. Whoever is still connected is thrown out."""
    with psycopg.connect(url) as connection:
        connection.execute(_OTHERS, (connection.info.backend_pid,))
        for rows, statement in ((_ROWS, "DELETE FROM {}"), (_NUMBERS, "ALTER SEQUENCE {} RESTART")):
            for (name,) in connection.execute(rows).fetchall():
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
