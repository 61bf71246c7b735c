"""The conformance kit fails for connectors that break its rules: here the memory connector with one fault each."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from connectors.errors import CursorGone, Missing, ReplyLost
from connectors.memory import Memory
from connectors.testing import ConnectorSuite
from connectors.testing.marks import EXPECTED_FAILURES
from connectors.types import BadRecord, Cursor, Json, Kind, Note, Page, Record, Ref
from tests.connectors.memory.bench import memory_bench
from tests.connectors.memory.catching import each_double, each_rule, must_be_noticed, obey


class LosesPages(Memory):
    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        for number, page in enumerate(super().pages(kind, since)):
            if number != 1:
                yield page


class StartsOver(Memory):
    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        return super().pages(kind, None)


class DropsBadRows(Memory):
    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        for page in super().pages(kind, since):
            yield replace(page, items=tuple(item for item in page.items if not isinstance(item, BadRecord)))


class ForgivesCursors(Memory):
    def pages(self, kind: Kind, since: Cursor | None = None) -> Iterator[Page]:
        try:
            yield from super().pages(kind, since)
        except CursorGone:
            yield from super().pages(kind)


class InventsRecords(Memory):
    def get(self, ref: Ref) -> Record:
        try:
            return super().get(ref)
        except Missing:
            return Record(ref, {})


class ForgetsMarks(Memory):
    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        return super().create(kind, data, mark="")


class FindsAnyMark(Memory):
    def find_by_mark(self, kind: Kind, mark: str, *, since: datetime) -> Record | None:
        return next((item for page in self.pages(kind) for item in page.items if isinstance(item, Record)), None)


class RepeatsLostWrites(Memory):
    def create(self, kind: Kind, data: Mapping[str, Json], *, mark: str) -> Record:
        try:
            return super().create(kind, data, mark=mark)
        except ReplyLost:
            return super().create(kind, data, mark=mark)


class EmptiesTheRest(Memory):
    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        return super().update(ref, {"emails": [], **changes}, expect=None)


class IgnoresExpect(Memory):
    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        return super().update(ref, changes)


class ReturnsWhatWasAsked(Memory):
    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        return replace(super().update(ref, changes, expect=expect), data=changes)


class PublishesNotes(Memory):
    def add_note(self, candidate: Ref, body: str, *, private: bool, mark: str) -> Note:
        return super().add_note(candidate, body, private=False, mark=mark)


class SearchesLoosely(Memory):
    def search(self, kind: Kind, query: Mapping[str, str]) -> Iterator[Record]:
        for page in self.pages(kind):
            for item in page.items:
                if isinstance(item, Record) and any(query["email"].casefold() in each for each in item.data["emails"]):
                    yield item


class ReadsOneByOne(Memory):
    def get_many(self, refs: Sequence[Ref]) -> Iterator[Record]:
        return (self.get(ref) for ref in refs)


class EmptiesPools(Memory):
    def remove(self, pool: Ref, candidate: Ref) -> None:
        for row in self.world.rows("candidate"):
            super().remove(pool, replace(candidate, id=row["id"]))


class SeesNoMarks(Memory):
    def mark_of(self, record: Record) -> str | None:
        return None


class WatchesNothing(Memory):
    def watch(self, pools: Sequence[Ref]) -> None:
        return None


class WritesNothings(Memory):
    def update(self, ref: Ref, changes: Mapping[str, Json], *, expect: str | None = None) -> Record:
        return super().update(ref, changes or {"title": None}, expect=expect)


class TellsTheSecret(Memory):
    def check(self) -> object:  # type: ignore[override]  # it is meant to be wrong
        raise KeyError(self.settings["key"])


BROKEN = [
    (LosesPages, "full_listing_goes_over_several_pages"),
    (LosesPages, "a_change_between_two_pages_is_not_lost"),
    (StartsOver, "incremental_listing_brings_what_changed"),
    (StartsOver, "listing_resumed_from_its_middle_brings_the_rest"),
    (StartsOver, "idle_incremental_listing_costs_the_same_however_many_there_are"),
    (DropsBadRows, "a_malformed_row_is_a_bad_record_and_harms_no_other"),
    (ForgivesCursors, "an_unreadable_cursor_is_cursor_gone"),
    (InventsRecords, "get_of_a_deleted_record_is_missing"),
    (ForgetsMarks, "create_carries_the_mark"),
    (ForgetsMarks, "a_lost_reply_is_ambiguous_and_the_record_is_found"),
    (FindsAnyMark, "an_unknown_mark_finds_nothing"),
    (RepeatsLostWrites, "a_lost_reply_is_ambiguous_and_the_record_is_found"),
    (RepeatsLostWrites, "a_lost_request_leaves_nothing"),
    (EmptiesTheRest, "update_changes_nothing_else"),
    (EmptiesTheRest, "update_never_empties_what_was_absent"),
    (IgnoresExpect, "a_stale_collection_is_not_overwritten"),
    (ReturnsWhatWasAsked, "update_returns_what_get_returns"),
    (PublishesNotes, "a_note_keeps_its_privacy"),
    (SearchesLoosely, "search_by_email_is_exact"),
    (ReadsOneByOne, "get_many_takes_more_than_fit_into_one_request"),
    (SeesNoMarks, "the_mark_is_read_from_a_listed_record"),
    (WatchesNothing, "a_watched_pool_tells_who_joined_and_who_left"),
    (WritesNothings, "update_with_nothing_writes_nothing"),
    (EmptiesPools, "add_and_remove_move_only_the_one_named"),
]


@each_double(BROKEN)
def test_the_rule_notices(vendor: type[Memory], rule: str) -> None:
    must_be_noticed(vendor, rule)


@each_rule(BROKEN)
def test_the_unbroken_connector_passes(rule: str) -> None:
    obey([rule])


def test_a_crash_is_not_an_expected_failure() -> None:
    with pytest.raises(KeyError):
        ConnectorSuite().test_check_names_the_account(memory_bench(TellsTheSecret))
    assert not issubclass(KeyError, EXPECTED_FAILURES)


def test_every_rule_has_a_method_and_takes_a_bench_or_nothing() -> None:
    for rule in ConnectorSuite.rules():
        parameters = set(inspect.signature(getattr(ConnectorSuite, f"test_{rule}")).parameters)
        assert parameters <= {"self", "bench", "kind"}, rule
