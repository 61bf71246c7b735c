"""Cards, their keys and counts: current after every change, the same whatever led there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from mappings.canonical import Fields
from syncengine.core.matching.tallies import tally
from syncengine.identity.columns import columns_of
from syncengine.identity.ground import ground, widened
from syncengine.identity.keeping import bring_up_to_date, drop, keep
from syncengine.store import Store, cards, open_store, snapshots
from syncengine.store.card_packing import EDITION, RULES, counted_codes, make, pack, unpack
from syncengine.store.database import MIGRATIONS
from syncengine.store.packing import fields_to_json
from syncengine.store.packing import pack as pack_raw
from syncengine.store.snapshots import Snapshot
from syncengine.store.tables import card

ADA: Fields = {"first_name": "Ada", "last_name": "Lopez", "emails": ("ada@gmail.com",), "company": "Initech"}
GRACE: Fields = {"first_name": "Grace", "last_name": "Hopper", "phones": ("+1 512 555 0001",), "title": "Admiral"}
KATE: Fields = {"first_name": "Kate", "last_name": "Lopez", "company": "Initech", "location": "Austin, TX"}
EVERYBODY = {"1": ADA, "2": GRACE, "3": KATE}

State = dict[str, list[tuple[object, ...]]]


def put(store: Store, **records: Fields) -> None:
    with store.write() as connection:
        keep(connection, system="crm", records=[(ref_id[1:], fields) for ref_id, fields in records.items()])


def state(store: Store) -> State:
    """All that is stored about cards, with records named by their refs."""
    with store.read() as connection:
        cards_ = connection.exec_driver_sql("SELECT id, system, ref_id, data FROM card").all()
        name = {row[0]: f"{row[1]}:{row[2]}" for row in cards_}
        keys = connection.exec_driver_sql("SELECT code, card_id FROM card_key").all()
        counts = connection.exec_driver_sql("SELECT code, carriers FROM card_count WHERE carriers <> 0").all()
    return {
        "cards": sorted(tuple(row)[1:] for row in cards_),
        "keys": sorted((row[0], name[row[1]]) for row in keys),
        "counts": sorted(map(tuple, counts)),
    }


def fresh(tmp_path: Path, records: dict[str, Fields]) -> State:
    """What a store that has only ever seen these would hold."""
    store = open_store(f"sqlite:///{tmp_path / 'fresh.db'}")
    put(store, **{f"_{ref_id}": fields for ref_id, fields in records.items()})
    found = state(store)
    store.close()
    return found


def test_what_is_packed_comes_back() -> None:
    made = make(columns_of(list(EVERYBODY.values())))
    again = unpack(pack(made))
    assert np.array_equal(again.cards.codes, made.cards.codes)
    assert np.array_equal(again.cards.texts, made.cards.texts)
    assert np.array_equal(again.keys, made.keys)


def test_no_cards_are_packed_and_unpacked() -> None:
    made = make(columns_of([]))
    assert (len(made), pack(made), len(unpack([]))) == (0, [], 0)


def test_counts_are_those_of_a_full_count(store: Store) -> None:
    put(store, _1=ADA, _2=GRACE)
    put(store, _3=KATE)
    made = make(columns_of(list(EVERYBODY.values())))
    with store.read() as connection:
        on = widened(connection, ground(connection), np.array([1, 2, 3]))
    assert (on.size, on.refs) == (3, (("crm", "1"), ("crm", "2"), ("crm", "3")))
    assert np.array_equal(on.base.tallies.counts, tally(made.cards).counts)


def test_a_changed_record_leaves_no_trace_of_what_it_was(store: Store, tmp_path: Path) -> None:
    put(store, _1=ADA, _2=GRACE, _3=ADA)
    put(store, _1=KATE, _3={**ADA, "title": "Boss"})
    assert state(store) == fresh(tmp_path, {"1": KATE, "2": GRACE, "3": {**ADA, "title": "Boss"}})


def test_a_record_that_is_gone_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    put(store, _1=ADA, _2=GRACE, _3=KATE)
    with store.write() as connection:
        drop(connection, system="crm", ref_ids=["2", "3", "never seen"])
    assert state(store) == fresh(tmp_path, {"1": ADA})


def test_what_matching_does_not_compare_changes_no_card(store: Store) -> None:
    with store.write() as connection:
        made = make(columns_of([ADA]))
        assert cards.save(connection, system="crm", ref_ids=["1"], made=made) == 1
        assert cards.save(connection, system="crm", ref_ids=["1"], made=made) == 0


def test_a_key_of_one_system_is_not_one_of_another(store: Store) -> None:
    put(store, _1=ADA)
    with store.write() as connection:
        keep(connection, system="ats", records=[("1", ADA)])
        assert cards.systems(connection) == ["ats", "crm"]
    codes = [row[0] for row in state(store)["keys"]]
    assert len(set(codes)) == len(codes)


def test_nobody_is_told_of_a_key_that_too_many_carry(store: Store) -> None:
    put(store, **{f"_{number}": ADA for number in range(9)})
    with store.read() as connection:
        [code] = connection.exec_driver_sql("SELECT min(code) FROM card_key").scalars()
        for most, told in ((8, 0), (9, 9), (20, 9)):
            assert len(cards.carriers(connection, np.array([code, 0, 12345]), most=most)[1]) == told
        assert len(cards.carriers(connection, np.array([0]), most=20)[1]) == 0


def migrated_from(url: str, revision: str, found: Sequence[Snapshot]) -> Store:
    """A store of an earlier version with these snapshots, opened by this one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _save_as_then(connection, found)
    engine.dispose()
    return open_store(url)


def _save_as_then(connection: sa.Connection, found: Sequence[Snapshot]) -> None:
    """Written without our own description of the table, which knows columns of later versions."""
    table = sa.Table("snapshot", sa.MetaData(), autoload_with=connection)
    for each in found:
        row = {"system": each.system, "kind": each.kind, "ref_id": each.ref_id, "fields": fields_to_json(each.fields)}
        gone = each.ref_id == "gone"
        connection.execute(
            table.insert().values(**row, raw=pack_raw(each.raw), digest=each.ref_id, seen_at=1.0, gone=gone)
        )


def test_a_store_of_the_first_version_gets_its_cards(url: str, tmp_path: Path) -> None:
    found = [Snapshot("crm", "candidate", ref_id, fields, {}) for ref_id, fields in {**EVERYBODY, "gone": ADA}.items()]
    store = migrated_from(url, "0001", [*found, Snapshot("crm", "application", "9", {}, {})])
    told: list[tuple[int, int]] = []
    assert bring_up_to_date(store, told=lambda done, total: told.append((done, total))) == 3
    assert told[-1] == (3, 3)
    assert state(store) == fresh(tmp_path, EVERYBODY)
    assert bring_up_to_date(store) == 0
    store.close()


def test_making_cards_goes_on_where_it_was_interrupted(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncengine.identity.keeping._AT_ONCE", 1)
    with store.write() as connection:
        snapshots.save(connection, [Snapshot("crm", "candidate", *each, {}) for each in EVERYBODY.items()], now=1.0)

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        bring_up_to_date(store, told=stop)
    assert bring_up_to_date(store) == 1
    assert state(store) == fresh(tmp_path, EVERYBODY)


def test_cards_of_other_rules_are_made_anew(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        snapshots.save(connection, [Snapshot("crm", "candidate", *each, {}) for each in EVERYBODY.items()], now=1.0)
    bring_up_to_date(store)
    with store.write() as connection:
        connection.execute(card.update().values(data=b"\0"))
        connection.exec_driver_sql("UPDATE card_edition SET edition = 'older'")
    assert bring_up_to_date(store) == 3
    assert state(store) == fresh(tmp_path, EVERYBODY)


def test_whoever_changes_how_cards_are_made_raises_the_number_of_the_rules() -> None:
    """If this fails, raise RULES and write the new fingerprint here: stores must make their cards anew."""
    made = make(columns_of(list(EVERYBODY.values())))
    numbers = [made.cards.codes.tobytes(), made.cards.texts.tobytes(), made.keys.tobytes()]
    fingerprint = hashlib.sha256(b"".join([*numbers, counted_codes(made.cards).tobytes(), EDITION.encode()]))
    assert (RULES, fingerprint.hexdigest()[:12]) == (1, "71d5104ff458")
