"""Rules about updates: only what was given changes, and nobody's work is overwritten."""

from __future__ import annotations

from contextlib import suppress

import pytest

from connectors.base import FindsByMark, Writes
from connectors.errors import Missing, Stale
from connectors.testing.fixtures import Bench
from connectors.testing.hostile import SandboxHostile
from connectors.testing.requirements import needs, needs_human, needs_sample, over_http
from connectors.testing.rules.creating import MARK, create, since
from connectors.types import Record, Ref


def untouched(bench: Bench, record: Record, *changed: str) -> dict[str, object]:
    """A record's data without the changed fields and those that move with any edit."""
    names = {bench.samples.reads_as.get(name, name) for name in changed} | bench.samples.volatile
    return {name: value for name, value in record.data.items() if name not in names}


def update_all_samples(bench: Bench, ref: Ref) -> Record:
    return bench.writes.update(ref, bench.samples.changes)


class ChangingRules:
    @needs(Writes)
    def test_update_changes_what_was_given(self, bench: Bench) -> None:
        ref = create(bench).ref
        bench.clock.skip(5)
        update_all_samples(bench, ref)
        after = bench.connector.get(ref)
        for name, value in bench.samples.changes.items():
            assert after.data[bench.samples.reads_as.get(name, name)] == value

    @needs(Writes)
    def test_update_changes_nothing_else(self, bench: Bench) -> None:
        before = create(bench)
        bench.clock.skip(5)
        for name, value in bench.samples.changes.items():
            bench.writes.update(before.ref, {name: value})
            after = bench.connector.get(before.ref)
            assert untouched(bench, after, *bench.samples.changes) == untouched(bench, before, *bench.samples.changes)

    @needs(Writes)
    def test_update_never_empties_what_was_absent(self, bench: Bench) -> None:
        ref = bench.candidate(bench.human.add("ann@example.org"))
        after = update_all_samples(bench, ref)
        assert bench.samples.emails_of(after.data) == {"ann@example.org"}

    @needs(Writes)
    def test_update_returns_what_get_returns(self, bench: Bench) -> None:
        ref = create(bench).ref
        bench.clock.skip(5)
        assert update_all_samples(bench, ref) == bench.connector.get(ref)

    @needs(Writes)
    def test_update_with_nothing_writes_nothing(self, bench: Bench) -> None:
        before = create(bench)
        bench.clock.skip(5)
        writes = bench.writes_seen()
        assert bench.writes.update(before.ref, {}) == before
        assert bench.writes_seen() == writes

    @needs(Writes)
    def test_update_moves_the_version(self, bench: Bench) -> None:
        before = create(bench)
        bench.clock.skip(5)
        assert update_all_samples(bench, before.ref).version != before.version

    @needs(Writes)
    def test_update_shows_up_in_the_next_listing(self, bench: Bench) -> None:
        ref = bench.candidate(bench.human.add("ann@example.org"))
        bench.clock.skip(86_400)
        cursor = bench.listing().cursor
        bench.clock.skip(86_400)
        update_all_samples(bench, ref)
        assert set(bench.listing(since=cursor).records) == {ref.id}

    @needs(Writes, FindsByMark)
    def test_update_keeps_the_mark(self, bench: Bench) -> None:
        ref = create(bench).ref
        update_all_samples(bench, ref)
        bench.writes.update(ref, bench.samples.replaces)
        found = bench.marks.find_by_mark("candidate", MARK, since=since(bench))
        assert found is not None
        assert found.ref == ref

    @needs(Writes)
    @needs_sample("replaces")
    def test_a_stale_collection_is_not_overwritten(self, bench: Bench) -> None:
        before = create(bench)
        bench.clock.skip(5)
        bench.human.edit(before.ref.id)
        edited, writes = bench.connector.get(before.ref), bench.writes_seen()
        with pytest.raises(Stale):
            bench.writes.update(before.ref, bench.samples.replaces, expect=before.version)
        assert bench.writes_seen() == writes
        assert bench.connector.get(before.ref) == edited

    @over_http
    @needs(Writes)
    @needs_sample("replaces")
    @needs_human("set_email")
    def test_an_edit_just_before_the_write_is_not_overwritten(self, bench: Bench) -> None:
        """Somebody edits after the connector has read for `expect` and before its write arrives."""
        assert isinstance(bench.hostile, SandboxHostile)
        assert bench.human.set_email is not None
        set_email, before = bench.human.set_email, create(bench)
        bench.clock.skip(5)

        def edit(when: str) -> None:
            if when == "before":
                set_email(before.ref.id, "late@example.org")

        bench.hostile.plant("hook", on="write", callback=edit)
        with suppress(Stale):
            bench.writes.update(before.ref, bench.samples.replaces, expect=before.version)
        assert "late@example.org" in bench.samples.emails_of(bench.connector.get(before.ref).data)

    @needs(Writes)
    @needs_sample("replaces")
    def test_a_fresh_collection_is_replaced(self, bench: Bench) -> None:
        before = create(bench)
        bench.clock.skip(5)
        after = bench.writes.update(before.ref, bench.samples.replaces, expect=before.version)
        changed = {bench.samples.reads_as.get(name, name) for name in bench.samples.replaces}
        assert [name for name in changed if after.data[name] != before.data[name]]
        assert untouched(bench, after, *changed) == untouched(bench, before, *changed)

    @needs(Writes)
    def test_update_of_a_deleted_record_is_missing(self, bench: Bench) -> None:
        ref = bench.candidate(bench.human.add("gone@example.org"))
        bench.human.delete(ref.id)
        with pytest.raises(Missing):
            update_all_samples(bench, ref)
