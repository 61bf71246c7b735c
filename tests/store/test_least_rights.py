"""The role and the database that docs/delivery.md tells to make are enough."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from syncengine.store import open_store, people
from syncengine.store.lock import hold
from tests.servers.databases import Databases

DOCUMENT = Path(__file__).parents[2] / "docs" / "delivery.md"


@pytest.fixture
def role(postgres: Databases) -> Iterator[str]:
    """The commands of the document, with a name that nobody has."""
    name = f"talentsync_test_{secrets.token_hex(6)}"
    found = re.search(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    commands = found[1].replace("talentsync", name).strip().split("\n")
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        for command in commands:
            connection.execute(sql.SQL(command))
        yield name
        postgres.drop_database(name)
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_least_rights_are_enough(postgres: Databases, role: str) -> None:
    url = re.sub(r"//[^@]*@", f"//{role}:choose%20one@", postgres.url(role))
    with hold(url):
        store = open_store(url)
        with store.write() as connection:
            people.new_person(connection, now=1.0)
        with store.read() as connection:
            assert people.count_people(connection) == 1
        store.close()
