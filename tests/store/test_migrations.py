"""From every earlier version forward, with what people had in their stores then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from syncengine.store import StoreTooNew, open_store
from syncengine.store.database import MIGRATIONS
from syncengine.store.engines import IMMEDIATE, make_engine
from syncengine.store.tables import metadata
from tests.servers.tables_at_once import every_migration

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def one_by_one() -> Iterator[None]:
    with every_migration():
        yield


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


SCRIPT = ScriptDirectory.from_config(config())
EARLIER = sorted(each.revision for each in SCRIPT.walk_revisions())[:-1]


@pytest.fixture
def engine(new_url: str) -> Iterator[sa.Engine]:
    made = make_engine(new_url)
    yield made
    made.dispose()


def upgrade(engine: sa.Engine, revision: str) -> None:
    settings = config()
    with engine.connect().execution_options(**{IMMEDIATE: True}) as connection, connection.begin():
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def fill(engine: sa.Engine) -> None:
    """Two rows in every table, with something in every column."""
    found = sa.MetaData()
    with engine.begin() as connection:
        found.reflect(connection)
        for table in found.tables.values():
            if table.name != "alembic_version":
                connection.execute(table.insert(), [_row(table, number) for number in (1, 2)])


def _row(table: sa.Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns if column.autoincrement is not True}


def _value(column: sa.Column[Any], number: int) -> Any:
    """By what the column holds; JSON of SQLite is reflected as such."""
    if isinstance(column.type, sa.JSON):
        return {"n": [number, None, "ü"]}
    if isinstance(column.type, sa.LargeBinary):
        return bytes([0, number])
    if isinstance(column.type, sa.Boolean):
        return number == 1
    if isinstance(column.type, sa.Float):
        return number + 0.5
    if isinstance(column.type, sa.Integer):
        return number if column.name == "id" or not isinstance(column.type, sa.BigInteger) else number << 40
    return f"{column.name} {number}"


def rows(engine: sa.Engine) -> Rows:
    """Everything, read without our own description of the tables."""
    found = sa.MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        return {
            name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def differences(engine: sa.Engine) -> list[Any]:
    """Between the tables that are there and those that the code describes; words about a table do not count."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found: list[Any] = list(compare_metadata(context, metadata))
    return [each for each in found if not str(each[0]).endswith("_comment")]


def is_kept(before: Rows, after: Rows) -> bool:
    """Every row is there with all its columns, but for those that are nobody's any more; there may be new ones."""
    return all(
        any(row.items() == _old(now, row).items() for now in after[name])
        for name in before
        for row in before[name]
        if not _is_let_go(name, row, before)
    )


def _is_let_go(name: str, row: dict[str, Any], before: Rows) -> bool:
    """Version 8 drops what was typed for people who are not there, and a former way to say who was let in."""
    if name == "override":
        return row["person_id"] not in {each["id"] for each in before["person"]}
    return name == "returned" and row["let_in"]


def _old(now: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in now.items() if name in row}


@pytest.mark.parametrize("revision", EARLIER)
def test_what_was_in_the_store_is_still_there(engine: sa.Engine, new_url: str, revision: str) -> None:
    upgrade(engine, revision)
    fill(engine)
    before = rows(engine)
    assert {len(held) for held in before.values()} == {2}
    open_store(new_url).close()
    assert is_kept(before, rows(engine))
    assert differences(engine) == []


def test_migrations_make_what_the_code_describes(engine: sa.Engine, new_url: str) -> None:
    open_store(new_url).close()
    assert differences(engine) == []


def test_a_store_of_a_newer_version_is_refused_untouched(engine: sa.Engine, new_url: str) -> None:
    open_store(new_url).close()
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="newer version"):
        open_store(new_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_of_several_who_start_at_once_one_migrates(engine: sa.Engine, new_url: str) -> None:
    """The others wait and find it done; each would fail on a table that is there."""
    together, failed = threading.Barrier(4), list[BaseException]()

    def start() -> None:
        together.wait(timeout=30)
        try:
            open_store(new_url).close()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test fails with it
            failed.append(error)

    starters = [threading.Thread(target=start, daemon=True) for _ in range(4)]
    for each in starters:
        each.start()
    for each in starters:
        each.join(timeout=60)
    assert (failed, [each for each in starters if each.is_alive()]) == ([], [])
    assert differences(engine) == []
