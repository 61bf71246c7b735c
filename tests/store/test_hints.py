"""What is to be looked at again: told once or often, looked at once, and once more when it was told meanwhile."""

from __future__ import annotations

from syncengine.store import Store, hints


def give(store: Store, *ref_ids: str, system: str = "crm", reason: str = "r", now: float = 1.0) -> None:
    with store.write() as connection:
        hints.give(connection, system=system, kind="candidate", ref_ids=ref_ids, reason=reason, now=now)


def waiting(store: Store, system: str = "crm") -> list[hints.Waiting]:
    with store.read() as connection:
        return hints.waiting(connection, system=system, kind="candidate")


def ids(store: Store, system: str = "crm") -> list[str]:
    return [each.ref_id for each in waiting(store, system)]


def drop(store: Store, *looked_at: hints.Waiting) -> None:
    with store.write() as connection:
        hints.drop(connection, system="crm", kind="candidate", looked_at=looked_at)


def by_webhook(store: Store, ref_id: str, correlation: str, *, urgent: bool = False) -> None:
    row = {"system": "crm", "kind": "candidate", "ref_id": ref_id, "reason": hints.WEBHOOK, "given_at": 2.0}
    with store.write() as connection:
        hints.give_rows(connection, [{**row, "times": 1, "urgent": urgent, "correlation": correlation}])


def test_hints_are_given_once_and_dropped_when_looked_at(store: Store) -> None:
    give(store, "8", "7", "7")
    give(store)
    give(store, "7", system="ats")
    assert ids(store) == ["7", "8"]
    drop(store, hints.Waiting("7", "r", 1), hints.Waiting("9", "r", 1))
    assert (ids(store), ids(store, "ats")) == (["8"], ["7"])


def test_what_is_told_again_while_it_is_looked_at_is_looked_at_once_more(store: Store) -> None:
    give(store, "7")
    looked_at = waiting(store)
    give(store, "7")
    drop(store, *looked_at)
    assert ids(store) == ["7"]
    drop(store, *waiting(store))
    assert ids(store) == []


def test_the_first_reason_stays_but_for_where_a_record_was_moved_to(store: Store) -> None:
    give(store, "7", reason="first")
    give(store, "7", reason="second")
    assert [each.reason for each in waiting(store)] == ["first"]
    with store.write() as connection:
        hints.give_moved(connection, system="crm", kind="candidate", moves={"7": "9"}, now=2.0)
    give(store, "7", reason="third")
    assert [each.reason for each in waiting(store)] == [f"{hints.MOVED}9"]


def test_the_latest_delivery_is_known_and_the_urgent_come_first(store: Store) -> None:
    give(store, "1", now=1.0)
    by_webhook(store, "1", "d_1")
    by_webhook(store, "2", "d_2", urgent=True)
    by_webhook(store, "2", "d_3")
    give(store, "2")
    assert [(each.ref_id, each.correlation) for each in waiting(store)] == [("2", "d_3"), ("1", "d_1")]


def test_a_new_listing_makes_our_own_hints_needless_and_no_others(store: Store) -> None:
    give(store, "1", "2")
    by_webhook(store, "2", "d_2")
    with store.write() as connection:
        hints.forget_our_own(connection)
        assert hints.oldest(connection, system="crm") == 1.0
        assert hints.any_waiting(connection, ["crm"])
        assert not hints.any_waiting(connection, ["ats"])
    assert ids(store) == ["2"]
