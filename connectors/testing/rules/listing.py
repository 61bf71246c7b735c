"""Rules about full and incremental listings and their cursors."""

from __future__ import annotations

import pytest

from connectors.errors import CursorGone, Unsupported
from connectors.testing.fixtures import Bench, Listing
from connectors.types import KINDS, Cursor

DAY = 86_400


class ListingRules:
    def test_full_listing_brings_every_candidate_once(self, bench: Bench) -> None:
        added = bench.people(3)
        assert set(added) <= set(bench.listing().records)

    def test_full_listing_goes_over_several_pages(self, bench: Bench) -> None:
        added = bench.people(bench.samples.several_pages)
        listing = bench.listing()
        assert len(listing.pages) >= 3
        assert set(added) <= set(listing.records)
        assert [page.last for page in listing.pages] == [False] * (len(listing.pages) - 1) + [True]

    def test_records_are_named_after_the_system_and_the_kind(self, bench: Bench) -> None:
        bench.people(2)
        for record in bench.listing().records.values():
            assert (record.ref.system, record.ref.kind) == (bench.connector.system, "candidate")
            assert record.version

    def test_every_kind_is_listed_or_said_to_be_unsupported(self, bench: Bench) -> None:
        bench.people(1)
        for kind in bench.connector.manifest.kinds:
            try:
                pages = list(bench.connector.pages(kind))
            except Unsupported:
                continue
            assert pages[-1].last, kind

    def test_a_kind_that_the_manifest_does_not_have_is_unsupported(self, bench: Bench) -> None:
        strangers = ["nonesuch", *(set(KINDS) - set(bench.connector.manifest.kinds))]
        for kind in strangers:
            with pytest.raises(Unsupported):
                list(bench.connector.pages(kind))

    def test_listing_resumed_from_its_middle_brings_the_rest(self, bench: Bench) -> None:
        added = bench.people(bench.samples.several_pages)
        for number, page in enumerate(whole := bench.listing().pages):
            if page.last:
                continue
            read = Listing(whole[: number + 1]).records
            rest = Listing(tuple(bench.rebuild({}).pages("candidate", page.cursor))).records
            assert set(added) <= set(read) | set(rest)
            assert len(rest) < len(added), "resuming must not start over"

    def test_incremental_listing_brings_what_changed(self, bench: Bench) -> None:
        old = bench.people(3)
        bench.clock.skip(DAY)
        before = bench.listing()
        bench.clock.skip(DAY)
        bench.human.edit(old[0])
        new = bench.human.add("new@example.org")
        after = bench.listing(since=before.cursor)
        assert set(after.records) == {old[0], new}
        assert after.records[old[0]].data != before.records[old[0]].data
        assert after.records[old[0]].version != before.records[old[0]].version

    def test_incremental_listing_after_an_incremental_one(self, bench: Bench) -> None:
        seen = set()
        cursor: Cursor | None = None
        expected = set()
        for number in range(4):
            expected.add(bench.human.add(f"round{number}@example.org"))
            listing = bench.listing(since=cursor)
            seen |= set(listing.records)
            cursor = listing.cursor
            bench.clock.skip(DAY)
        assert expected <= seen

    def test_changes_in_the_second_of_the_listing_are_not_lost(self, bench: Bench) -> None:
        early = bench.human.add("early@example.org")
        cursor = bench.listing().cursor
        twin = bench.human.add("twin@example.org")
        bench.human.edit(early)
        assert {early, twin} <= set(bench.listing(since=cursor).records)

    def test_a_change_between_two_pages_is_not_lost(self, bench: Bench) -> None:
        old = bench.people(bench.samples.several_pages)
        bench.clock.skip(DAY)
        pages = bench.connector.pages("candidate")
        read = [next(pages)]
        for id_ in (old[0], old[-1]):
            bench.human.edit(id_)
        late = bench.human.add("late@example.org")
        read.extend(pages)
        bench.clock.skip(60)
        after = bench.listing(since=read[-1].cursor).records
        assert {old[0], old[-1], late} <= set(after)

    def test_idle_incremental_listing_costs_the_same_however_many_there_are(self, bench: Bench) -> None:
        assert self._idle_cost(bench) == self._idle_cost(bench, people=bench.samples.several_pages) <= 3

    def _idle_cost(self, bench: Bench, *, people: int = 1) -> int:
        bench.people(people)
        bench.clock.skip(DAY)
        cursor = bench.listing().cursor
        bench.clock.skip(DAY)
        cursor = bench.listing(since=cursor).cursor
        connector = bench.connector
        before = connector.calls
        bench.listing(since=cursor)
        return connector.calls - before

    def test_an_unreadable_cursor_is_cursor_gone(self, bench: Bench) -> None:
        for text in ("nonsense", "{}", "[]", '{"from": "yesterday"}', "null", ""):
            with pytest.raises(CursorGone):
                list(bench.connector.pages("candidate", Cursor(text)))

    def test_cursors_hold_no_secret(self, bench: Bench) -> None:
        bench.people(bench.samples.several_pages)
        for page in bench.listing().pages:
            assert not [secret for secret in bench.secrets if secret in page.cursor]
