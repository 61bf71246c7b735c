"""Rules about erasing: who is erased is gone or nameless, everybody else is as before, and twice is success, too."""

from __future__ import annotations

import pytest

from connectors.base import Erases, KeepsPools, Notes, Searches
from connectors.errors import Ambiguous, Missing, NotPermitted, Unsupported
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_faults, needs_human
from connectors.testing.rules.creating import MARK
from connectors.testing.samples import PLANTED
from connectors.types import Erased, Ref

EMAIL = "ann@example.org"
WAYS = frozenset({"deleted", "blocked", "anonymised"})


def somebody(bench: Bench, email: str = EMAIL) -> Ref:
    """A candidate with a planted name, and a planted note where there are notes."""
    ref = bench.candidate(bench.human.add(email))
    if isinstance(bench.connector, Notes):
        bench.note_keeper.add_note(ref, f"Spoke to {PLANTED}.", private=True, mark=MARK)
    return ref


def told_of(bench: Bench, ref: Ref) -> str:
    """Everything that the vendor still shows of a candidate: nothing when it is gone."""
    try:
        record = bench.connector.get(ref)
        notes = list(bench.note_keeper.notes(ref)) if isinstance(bench.connector, Notes) else []
    except Missing:
        return ""
    return f"{record.data} {notes}"


def require_erased(bench: Bench, ref: Ref, erased: Erased) -> None:
    """Gone, or without a name and an address where the vendor keeps an empty record."""
    shown = told_of(bench, ref)
    assert erased.how in WAYS
    assert (shown != "") == (erased.how == "anonymised" and not erased.was_gone)
    assert PLANTED not in shown
    assert EMAIL not in shown


class ErasingRules:
    @needs(Erases)
    def test_who_is_erased_is_gone_or_nameless(self, bench: Bench) -> None:
        ref = somebody(bench)
        erased = bench.eraser.erase(ref)
        assert not erased.was_gone
        require_erased(bench, ref, erased)
        assert bench.holders_of(EMAIL) == []

    @needs(Erases, Searches)
    def test_who_is_erased_is_not_found(self, bench: Bench) -> None:
        bench.eraser.erase(somebody(bench))
        assert list(bench.searches.search("candidate", {"email": EMAIL})) == []

    @needs(Erases)
    @needs_human("holds")
    def test_nothing_that_was_said_of_the_erased_is_kept(self, bench: Bench) -> None:
        assert bench.human.holds is not None
        ref = somebody(bench)
        assert bench.human.holds(PLANTED)
        bench.eraser.erase(ref)
        assert list(bench.human.holds(PLANTED)) == []

    @needs(Erases)
    def test_erasing_touches_nobody_else(self, bench: Bench) -> None:
        ann, ben = somebody(bench), somebody(bench, "ben@example.org")
        before = told_of(bench, ben)
        bench.eraser.erase(ann)
        assert told_of(bench, ben) == before
        assert bench.holders_of("ben@example.org") == [ben.id]

    @needs(Erases, KeepsPools)
    @needs_human("members")
    def test_who_is_erased_is_in_no_pool(self, bench: Bench) -> None:
        assert bench.human.members is not None
        pool, (ann, ben) = bench.pools.create_pool("Nurture").ref, bench.people(2)
        for id_ in (ann, ben):
            bench.pools.add(pool, bench.candidate(id_))
        bench.eraser.erase(bench.candidate(ann))
        assert bench.human.members(pool.id) == {ben}

    @needs(Erases)
    def test_erasing_twice_is_success(self, bench: Bench) -> None:
        ref = somebody(bench)
        bench.eraser.erase(ref)
        require_erased(bench, ref, bench.eraser.erase(ref))

    @needs(Erases)
    def test_erasing_who_was_deleted_is_success_and_says_so(self, bench: Bench) -> None:
        ref = bench.candidate(bench.human.add(EMAIL))
        bench.human.delete(ref.id)
        assert bench.eraser.erase(ref).was_gone

    @needs(Erases)
    @needs_faults("lost_reply")
    def test_an_erasure_whose_reply_was_lost_can_be_repeated(self, bench: Bench) -> None:
        ref = somebody(bench)
        bench.hostile.plant("lost_reply", on="write")
        with pytest.raises(Ambiguous):
            bench.eraser.erase(ref)
        require_erased(bench, ref, bench.eraser.erase(ref))

    @needs(Erases)
    @needs_faults("failed_before")
    def test_an_erasure_that_failed_is_no_success(self, bench: Bench) -> None:
        ref = somebody(bench)
        bench.hostile.plant("failed_before", on="write")
        with pytest.raises(Ambiguous):
            bench.eraser.erase(ref)
        assert bench.holders_of(EMAIL) == [ref.id]

    @needs(Erases)
    @needs_human("revoke_erasing")
    def test_a_missing_permission_to_erase_is_named_and_nobody_is_gone(self, bench: Bench) -> None:
        assert bench.human.revoke_erasing is not None
        ref, permission = somebody(bench), bench.human.revoke_erasing()
        connector = bench.rebuild({})
        assert connector.check().problems == ()
        assert isinstance(connector, Erases)
        with pytest.raises(NotPermitted) as caught:
            connector.erase(ref)
        assert permission in (caught.value.needs or "")
        assert bench.holders_of(EMAIL) == [ref.id]

    @needs(Erases)
    def test_only_candidates_are_erased(self, bench: Bench) -> None:
        ref = somebody(bench)
        writes = bench.writes_seen()
        with pytest.raises(Unsupported):
            bench.eraser.erase(Ref(ref.system, "user", ref.id))
        assert bench.writes_seen() == writes
        assert bench.holders_of(EMAIL) == [ref.id]

    @needs(Erases)
    def test_what_is_left_is_told_with_its_source_and_without_a_value(self, bench: Bench) -> None:
        ref = somebody(bench)
        for erased in (bench.eraser.erase(ref), bench.eraser.erase(ref)):
            assert [text for text in erased.left if not (text.endswith("].") and " [" in text)] == []
            assert [value for value in (PLANTED, EMAIL) if value in "".join(erased.left)] == []
