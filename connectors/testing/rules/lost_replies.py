"""Rules about writes whose outcome the connector does not see: say so, and leave a trace that can be found."""

from __future__ import annotations

import pytest

from connectors.base import FindsByMark, Writes
from connectors.errors import Ambiguous, Unavailable
from connectors.testing.fixtures import Bench
from connectors.testing.hostile import SandboxHostile
from connectors.testing.requirements import needs, needs_faults, over_http
from connectors.testing.rules.creating import MARK, create, since


def found(bench: Bench) -> bool:
    return bench.marks.find_by_mark("candidate", MARK, since=since(bench)) is not None


class LostReplyRules:
    @needs(Writes, FindsByMark)
    @needs_faults("lost_reply")
    def test_a_lost_reply_is_ambiguous_and_the_record_is_found(self, bench: Bench) -> None:
        bench.hostile.plant("lost_reply", on="write")
        with pytest.raises(Ambiguous):
            create(bench)
        assert found(bench)
        assert len(bench.holders_of("ann@example.org")) == 1

    @needs(Writes, FindsByMark)
    @needs_faults("lost_request")
    def test_a_lost_request_leaves_nothing(self, bench: Bench) -> None:
        bench.hostile.plant("lost_request", on="write")
        with pytest.raises((Ambiguous, Unavailable)):
            create(bench)
        assert not found(bench)

    @needs(Writes, FindsByMark)
    @needs_faults("failed_after")
    def test_a_failure_after_the_write_is_ambiguous_and_the_record_is_found(self, bench: Bench) -> None:
        bench.hostile.plant("failed_after", on="write")
        with pytest.raises(Ambiguous):
            create(bench)
        assert found(bench)

    @needs(Writes, FindsByMark)
    @needs_faults("failed_before")
    def test_a_failure_before_the_write_is_ambiguous_too(self, bench: Bench) -> None:
        bench.hostile.plant("failed_before", on="write")
        with pytest.raises(Ambiguous):
            create(bench)
        assert not found(bench)

    @needs(Writes, FindsByMark)
    @needs_faults("unavailable")
    def test_a_write_to_a_vendor_that_is_down_leaves_nothing(self, bench: Bench) -> None:
        bench.hostile.plant("unavailable", on="write")
        with pytest.raises((Ambiguous, Unavailable)):
            create(bench)
        assert not found(bench)

    @needs(Writes, FindsByMark)
    @needs_faults("cut_body")
    def test_a_cut_reply_to_a_write_is_ambiguous(self, bench: Bench) -> None:
        bench.hostile.plant("cut_body", on="write")
        with pytest.raises(Ambiguous):
            create(bench)
        assert found(bench)

    @needs(Writes, FindsByMark)
    @needs_faults("bad_json")
    def test_an_unreadable_reply_to_a_write_is_ambiguous(self, bench: Bench) -> None:
        bench.hostile.plant("bad_json", on="write")
        with pytest.raises(Ambiguous):
            create(bench)
        assert found(bench)

    @needs(Writes)
    @needs_faults("lost_reply")
    def test_a_lost_reply_to_an_update_is_ambiguous_and_not_repeated(self, bench: Bench) -> None:
        ref = create(bench).ref
        writes = bench.writes_seen()
        bench.hostile.plant("lost_reply", on="write")
        with pytest.raises(Ambiguous):
            bench.writes.update(ref, bench.samples.changes)
        assert bench.writes_seen() == writes + 1

    @over_http
    @needs(Writes)
    @needs_faults("rate_limited")
    def test_slow_down_is_waited_out_and_nothing_is_doubled(self, bench: Bench) -> None:
        assert isinstance(bench.hostile, SandboxHostile)
        assert bench.sandbox is not None
        says_when = "Retry-After" in bench.sandbox.too_many(7).headers
        bench.hostile.plant("rate_limited", on="write", times=2, retry_after=7)
        before = bench.clock.now()
        create(bench)
        assert bench.clock.now() - before >= (14 if says_when else 0)
        assert len(bench.holders_of("ann@example.org")) == 1
