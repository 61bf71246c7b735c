"""Rules about pools and notes."""

from __future__ import annotations

import pytest

from connectors.base import KeepsPools, Notes, WatchesPools
from connectors.errors import Ambiguous
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_faults, needs_human
from connectors.testing.rules.creating import MARK, OTHER_MARK


class PoolRules:
    @needs(KeepsPools)
    def test_a_new_pool_is_listed(self, bench: Bench) -> None:
        made = bench.pools.create_pool("Nurture")
        listed = bench.listing("pool").records
        assert listed[made.ref.id].data["name"] == "Nurture"

    @needs(KeepsPools)
    @needs_human("members")
    def test_add_and_remove_move_only_the_one_named(self, bench: Bench) -> None:
        pool = bench.pools.create_pool("Nurture").ref
        ann, ben = bench.people(2)
        bench.pools.add(pool, bench.candidate(ann))
        bench.pools.add(pool, bench.candidate(ben))
        assert self._members(bench, pool.id) == {ann, ben}
        bench.pools.remove(pool, bench.candidate(ann))
        assert self._members(bench, pool.id) == {ben}

    @needs(KeepsPools)
    @needs_human("members")
    def test_adding_twice_is_success(self, bench: Bench) -> None:
        pool = bench.pools.create_pool("Nurture").ref
        (ann,) = bench.people(1)
        for _ in range(2):
            bench.pools.add(pool, bench.candidate(ann))
        assert self._members(bench, pool.id) == {ann}

    @needs(KeepsPools)
    @needs_human("members")
    def test_removing_twice_is_success(self, bench: Bench) -> None:
        pool = bench.pools.create_pool("Nurture").ref
        (ann,) = bench.people(1)
        bench.pools.add(pool, bench.candidate(ann))
        for _ in range(2):
            bench.pools.remove(pool, bench.candidate(ann))
        assert self._members(bench, pool.id) == set()

    @needs(KeepsPools, WatchesPools)
    def test_a_watched_pool_tells_who_joined_and_who_left(self, bench: Bench) -> None:
        watched, other = (bench.pools.create_pool(name).ref for name in ("Nurture", "Alumni"))
        bench.watcher.watch([watched])
        cursor = bench.listing("membership").cursor
        ann, ben = (bench.candidate(id_) for id_ in bench.people(2))
        bench.clock.skip(60)
        bench.pools.add(watched, ann)
        bench.pools.add(other, ben)
        bench.clock.skip(60)
        bench.pools.remove(watched, ann)
        told = [record.data for record in bench.listing("membership", since=cursor).records.values()]
        assert [row["candidate_id"] for row in told] == [ann.id, ann.id]
        assert len({row["action"] for row in told}) == 2

    def _members(self, bench: Bench, pool: str) -> set[str]:
        assert bench.human.members is not None
        return bench.human.members(pool)


class NoteRules:
    @needs(Notes)
    def test_a_note_is_read_back(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        bench.note_keeper.add_note(ann, "Spoke today.", private=False, mark=MARK)
        notes = list(bench.note_keeper.notes(ann))
        assert [note.candidate for note in notes] == [ann]
        assert "Spoke today." in notes[0].body
        assert MARK in notes[0].body

    @needs(Notes)
    def test_a_note_stays_with_its_candidate(self, bench: Bench) -> None:
        ann, ben = (bench.candidate(id_) for id_ in bench.people(2))
        bench.note_keeper.add_note(ann, "Spoke today.", private=True, mark=MARK)
        assert list(bench.note_keeper.notes(ben)) == []

    @needs(Notes)
    def test_a_note_keeps_its_privacy(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        for private, mark in ((True, MARK), (False, OTHER_MARK)):
            told = bench.note_keeper.add_note(ann, "Spoke today.", private=private, mark=mark)
            assert told.private == private
        privacy = {MARK in note.body: note.private for note in bench.note_keeper.notes(ann)}
        assert privacy == {True: True, False: False}

    @needs(Notes)
    @needs_faults("lost_reply")
    def test_a_note_whose_reply_was_lost_is_found_by_its_mark(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        bench.hostile.plant("lost_reply", on="write", record="note")
        with pytest.raises(Ambiguous):
            bench.note_keeper.add_note(ann, "Spoke today.", private=False, mark=MARK)
        assert [MARK in note.body for note in bench.note_keeper.notes(ann)] == [True]
