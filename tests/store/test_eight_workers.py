"""One person never runs twice at once: eight processes on one PostgreSQL, and the database itself is the referee."""

from __future__ import annotations

from collections import Counter

import psycopg

from syncengine.core.model import PersonId
from syncengine.store import open_store, queue
from tests.store.processes import python

EIGHT = """
import os, sys
import sqlalchemy as sa
from syncengine.store import open_store, queue

def work(url, name):
    store = open_store(url)
    own = lambda statement, **values: statement_of_own(store, statement, values)
    while True:
        with store.write_own() as connection:
            lease = queue.lease_one(connection, owner=name, now=1.0, seconds=60.0)
        if lease is None:
            return
        own("INSERT INTO running VALUES (:person)", person=lease.person)
        own("INSERT INTO runs VALUES (:person)", person=lease.person)
        runs = own("SELECT count(*) FROM runs WHERE person = :person", person=lease.person)
        if runs <= 2:
            with store.write() as connection:
                queue.mark_dirty(connection, [lease.person], lane=queue.LIVE, reason="again", now=1.0)
        own("DELETE FROM running WHERE person = :person", person=lease.person)
        with store.write_own() as connection:
            queue.finish(connection, lease, now=1.0)

def statement_of_own(store, statement, values):
    with store.write_own() as connection:
        result = connection.execute(sa.text(statement), values)
        return result.scalar_one() if result.returns_rows else None

url = sys.argv[1]
children = []
for number in range(8):
    child = os.fork()
    if child == 0:
        try:
            work(url, f"w{number}")
        except BaseException as error:
            print(f"{type(error).__name__} {getattr(error, 'orig', error)!r}", flush=True)
            os._exit(1)
        os._exit(0)
    children.append(child)
failed = [child for child in children if os.waitpid(child, 0)[1]]
work(url, "last")  # a worker may have left while the last mark was on its way
print("failed" if failed else "fine", flush=True)
"""
"""Each person is marked again, twice, while it runs. A row in ``running`` says that it does, and is refused twice."""


def test_eight_processes_never_run_a_person_twice_at_once(new_postgres_url: str) -> None:
    store = open_store(new_postgres_url)
    people = [PersonId(f"p_{number}") for number in range(40)]
    with store.write() as connection:
        queue.mark_dirty(connection, people, lane=queue.LIVE, reason="test", now=1.0)
    store.close()
    with psycopg.connect(new_postgres_url, autocommit=True) as referee:
        referee.execute("CREATE TABLE running (person text PRIMARY KEY)")
        referee.execute("CREATE TABLE runs (person text)")
        with python(EIGHT, new_postgres_url) as processes:
            assert processes.stdout is not None
            assert processes.stdout.read().split("\n") == ["fine", ""]
        runs = Counter(person for (person,) in referee.execute("SELECT person FROM runs").fetchall())
        assert runs == dict.fromkeys(people, 3)
        assert referee.execute("SELECT count(*) FROM work").fetchone() == (0,)
