"""Once somebody is forgotten, nothing of her is anywhere that we can reach: systems, tables, files, logs, Redis."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import structlog

from syncengine import telemetry
from syncengine.audit import verify
from syncengine.core.model import PersonId
from syncengine.core.passport import HEADING
from syncengine.store import people
from syncengine.store.tables import review
from tests.erasure.planting import IN_OUR_STORE, grow_old
from tests.erasure.zebulonia import (
    EMAIL,
    MARKERS,
    Zebulonia,
    forget,
    found_in,
    found_in_files,
    found_in_tables,
    move_in,
)
from tests.stories.world import Installation

DISTINCT = [marker for marker in MARKERS if marker.isalpha()]


@pytest.fixture
def loud(server: str | None) -> Iterator[None]:
    """Everything is logged that can be: for machines on the one engine, for people on the other."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    telemetry.configure(verbosity=2, log_format="json" if server is None else "human")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def test_nothing_of_her_is_left(capsys: pytest.CaptureFixture[str], loud: None, world: Installation) -> None:
    """Before, she is found wherever she was put; afterwards nowhere. The logs never had her."""
    zebulonia = move_in(world)
    grow_old(zebulonia)
    _everything_is_there(zebulonia)
    erasure = zebulonia.forget("request 17")
    assert (erasure.state, [target.how for target in erasure.targets]) == ("done", ["blocked", "deleted"])
    shown = {text: found for text in (*DISTINCT, HEADING) if (found := world.ats.act("holds", text=text))}
    assert shown == {"wolpertinger": ["candidate_tags"]}  # the list of all tags, which is the account's
    assert zebulonia.contact not in world.crm.everybody()
    assert (found_in_tables(world), found_in_files(world)) == ({}, [])
    _audit_is_whole(world)
    world.crm.person("Zebbie", "Quetzalova", email=EMAIL)
    world.sync()
    assert [review.kind for review in world.reviews] == ["returned"]
    assert (found_in_tables(world), found_in_files(world)) == ({}, [])
    log = capsys.readouterr().err
    for event in ("operation.parked", "erasure.done", "http.reply", "erasure.returned"):
        assert event in log
    assert found_in(log) == []


def _audit_is_whole(world: Installation) -> None:
    """What was told of her stays, without a word of hers; what it tells of the journal is compared as far as that
    stays."""
    with world.store() as store:
        verdict = verify(store, now=world.clock.now())
    assert (verdict.is_whole, verdict.emptied > 5) == (True, True)


def _everything_is_there(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    everywhere = found_in_tables(world)
    assert everywhere.keys() >= {"snapshot", "identity_key", "baseline", "operation", "override", "delivery", "card"}
    in_tables = {marker for found in everywhere.values() for marker in found}
    assert in_tables >= {"zebulonia", "7911123456", "syzygy", *IN_OUR_STORE}
    with world.store() as store:
        assert not store.embedded or set(found_in_files(world)) >= in_tables
    assert [text for text in ("Xylograph", "Kumquat", HEADING) if world.ats.act("holds", text=text) == []] == []


@pytest.fixture
def careless() -> Iterator[None]:
    """A SQLite that leaves what was deleted where it was: how it was built is not ours to say."""

    def connect(connection: object, record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA secure_delete=OFF")

    sa.event.listen(sa.Engine, "connect", connect)
    yield
    sa.event.remove(sa.Engine, "connect", connect)


@pytest.mark.usefixtures("careless", "quiet")
def test_the_files_are_clean_while_others_have_them_open(world: Installation) -> None:
    zebulonia = move_in(world)
    with world.store() as store:
        with store.read() as connection:
            connection.execute(sa.select(review))  # its log stays as long as somebody is there
        zebulonia.forget()
        assert found_in_files(world) == []


def test_everybody_else_is_as_before(zebulonia: Zebulonia) -> None:
    world = zebulonia.world
    before = [pair for pair in world.persons() if zebulonia.candidate not in pair]
    zebulonia.forget()
    assert world.persons() == before
    world.is_in_step()
    assert world.reviews == []


def test_what_is_left_are_ids_and_hashes(zebulonia: Zebulonia) -> None:
    erasure = zebulonia.forget("request 17")
    assert erasure.receipt["remembered"] == {"cross_id": 2, "email": 2, "phone": 3, "profile": 1}
    assert erasure.receipt["store"]["snapshot"] == 3
    again = zebulonia.forget()
    assert again.id == erasure.id


def test_a_second_person_of_the_same_name_stays(world: Installation) -> None:
    one, _ = world.both_know("Zebulonia", "Quetzalova", email="one@example.com")
    other, contact = world.both_know("Zebulonia", "Nachbar", email="other@example.com")
    world.backfill()
    [person] = [id_ for id_ in people_of(world) if one in people_of(world)[id_]]
    forget(world, person)
    assert list(people_of(world).values()) == [sorted([other, contact])]
    world.is_in_step()


def people_of(world: Installation) -> dict[PersonId, list[str]]:
    with world.store() as store, store.read() as connection:
        links = people.links_of(connection, people.all_people(connection))
    found: dict[PersonId, list[str]] = {}
    for link in sorted(links, key=lambda link: link.ref_id):
        found.setdefault(link.person, []).append(link.ref_id)
    return found
