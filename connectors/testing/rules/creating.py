"""Rules about creating records and finding them by their mark."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from connectors.base import FindsByMark, Writes
from connectors.errors import Duplicate, Refused, Unavailable
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_human, needs_sample
from connectors.types import Record

MARK = "ts-01hzx3k9"
OTHER_MARK = "ts-01hzx3kb"


def since(bench: Bench) -> datetime:
    """An hour ago, by the vendor's clock."""
    return bench.clock.utc() - timedelta(hours=1)


def create(bench: Bench, email: str = "ann@example.org", *, mark: str = MARK) -> Record:
    """A candidate that the connector made."""
    return bench.writes.create("candidate", bench.samples.create(email), mark=mark)


class CreatingRules:
    @needs(Writes)
    def test_create_returns_what_get_returns(self, bench: Bench) -> None:
        created = create(bench)
        assert created == bench.connector.get(created.ref)
        assert bench.samples.emails_of(created.data) == {"ann@example.org"}

    @needs(Writes)
    def test_create_shows_up_in_the_next_listing(self, bench: Bench) -> None:
        cursor = bench.listing().cursor
        created = create(bench)
        assert created.ref.id in bench.listing(since=cursor).records

    @needs(Writes, FindsByMark)
    def test_create_carries_the_mark(self, bench: Bench) -> None:
        bench.people(2)
        created = create(bench)
        create(bench, "ben@example.org", mark=OTHER_MARK)
        found = bench.marks.find_by_mark("candidate", MARK, since=since(bench))
        assert found == created

    @needs(Writes, FindsByMark)
    def test_the_mark_is_read_from_a_listed_record(self, bench: Bench) -> None:
        stranger = bench.human.add("ben@example.org")
        made = create(bench).ref.id
        records = bench.listing().records
        assert {id_: bench.marks.mark_of(records[id_]) for id_ in (made, stranger)} == {made: MARK, stranger: None}

    @needs(Writes, FindsByMark)
    def test_an_unknown_mark_finds_nothing(self, bench: Bench) -> None:
        create(bench, mark=OTHER_MARK)
        assert bench.marks.find_by_mark("candidate", MARK, since=since(bench)) is None

    @needs(Writes, FindsByMark)
    def test_a_mark_is_found_among_many(self, bench: Bench) -> None:
        created = create(bench)
        bench.people(bench.samples.several_pages)
        found = bench.marks.find_by_mark("candidate", MARK, since=since(bench))
        assert found is not None
        assert found.ref == created.ref

    @needs(Writes, FindsByMark)
    @needs_human("hide_fresh")
    def test_a_mark_is_not_denied_while_fresh_records_are_hidden(self, bench: Bench) -> None:
        assert bench.human.hide_fresh is not None
        bench.human.hide_fresh(30)
        created = create(bench)
        with pytest.raises(Unavailable):
            bench.marks.find_by_mark("candidate", MARK, since=since(bench))
        bench.clock.skip(31)
        found = bench.marks.find_by_mark("candidate", MARK, since=since(bench))
        assert found is not None
        assert found.ref == created.ref

    @needs(Writes)
    @needs_human("hide_fresh")
    def test_a_record_that_was_hidden_is_in_the_next_listing(self, bench: Bench) -> None:
        assert bench.human.hide_fresh is not None
        bench.human.hide_fresh(30)
        created = create(bench)
        cursor = bench.listing().cursor
        bench.clock.skip(31)
        assert created.ref.id in bench.listing(since=cursor).records

    @needs(Writes)
    @needs_sample("duplicate")
    def test_a_duplicate_names_the_record_that_is_there(self, bench: Bench) -> None:
        data = bench.samples.duplicate
        assert data is not None
        first = bench.writes.create("candidate", data, mark=MARK)
        with pytest.raises(Duplicate) as caught:
            bench.writes.create("candidate", data, mark=OTHER_MARK)
        assert caught.value.existing == first.ref

    @needs(Writes)
    @needs_sample("refused")
    def test_what_the_vendor_refuses_is_refused_and_not_there(self, bench: Bench) -> None:
        data = bench.samples.refused
        assert data is not None
        before = set(bench.listing().records)
        with pytest.raises(Refused):
            bench.writes.create("candidate", data, mark=MARK)
        assert set(bench.listing().records) == before
