"""What the store remembers of webhooks, on both engines."""

from __future__ import annotations

from connectors.types import Hint, Ref
from syncengine.front.webhooks.remembered import Arrived, Changes, Heard, Remembered, arrival, changes, remember
from syncengine.store import inbox, open_store, snapshots
from syncengine.store.inbox import Arrival
from syncengine.store.snapshots import Snapshot
from syncengine.store.tables import operation

NOON = 1_795_348_800.0


def delivered(id_: str, event: str, *, at: float, known: bool = True, hints: tuple[Hint, ...] = ()) -> Arrival:
    return Arrival("ats", id_, "0" * 64, f"d_{id_}", event, known, b"{}", at, hints)


def seen(ref_id: str, *, of: str | None = None, at: float = NOON) -> Snapshot:
    kind = "candidate" if of is None else "application"
    return Snapshot("ats", kind, ref_id, {}, {}, parent_id=of, changed_at=at)


def test_deliveries_by_system(store_url: str) -> None:
    look = Hint(Ref("ats", "candidate", "1"))
    store = open_store(store_url)
    with store.write() as connection:
        inbox.take(
            connection,
            [
                delivered("1", "moved", at=NOON, hints=(look,)),
                delivered("2", "moved", at=NOON + 1, hints=(look,)),
                delivered("3", "odd", at=NOON + 2, known=False),
            ],
        )
    with store.read() as connection:
        found = remember(connection)
        assert arrival(connection, system="ats", id_="2") == Arrived("d_2")
        assert arrival(connection, system="crm", id_="2") is None
    store.close()
    heard = {"moved": Heard(NOON, NOON + 1, 2), "odd": Heard(NOON + 2, NOON + 2, 1)}
    assert found == {"ats": Remembered(heard, frozenset({"odd"}), waiting=2, oldest=NOON)}
    assert (found["ats"].first_at(but="moved"), found["ats"].last_at(but="odd")) == (NOON + 2, NOON + 1)
    assert Remembered().last_at() is None


def test_changes_told_and_found(store_url: str) -> None:
    store = open_store(store_url)
    with store.write() as connection:
        everything = [
            *(seen("1"), seen("2"), seen("3", at=NOON - 100), seen("4")),
            *(seen("10", of="1"), seen("11", of="2"), seen("12", of="4")),
        ]
        snapshots.save(connection, everything, now=NOON, correlations={"2": "d_2"})
        # Number 4 was written by ourselves: neither it nor its application was found.
        row = {"person_id": "p_1", "run_id": "r_1", "system": "ats", "verb": "update", "changes": {}, "why": ""}
        sent = {"id": "o_1", "ref_id": "4", "mark": "m", "state": "done", "planned_at": NOON, "sent_at": NOON}
        connection.execute(operation.insert().values(**row, **sent))
    with store.read() as connection:
        found = changes(connection, system="ats", since=NOON - 10, until=NOON + 10)
        assert changes(connection, system="ats", since=NOON + 10, until=NOON - 10) == {}
        assert changes(connection, system="crm", since=NOON - 10, until=NOON + 10) == {}
    store.close()
    assert found == {"candidate": Changes(told=1, found=1), "application": Changes(told=0, found=2)}
