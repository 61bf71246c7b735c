"""Rules about reads on a bad road, and about pages with rows that are not as they should be."""

from __future__ import annotations

import pytest

from connectors.errors import ConnectorError, Unavailable, UnexpectedReply
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs_faults, over_http
from connectors.types import Page


def pages_until_error(bench: Bench, *errors: type[ConnectorError]) -> list[Page]:
    """The pages that arrive before one of these errors does."""
    pages: list[Page] = []
    with pytest.raises(errors):
        pages.extend(bench.connector.pages("candidate"))
    return pages


class RoughReadRules:
    @needs_faults("malformed_row")
    def test_a_malformed_row_is_a_bad_record_and_harms_no_other(self, bench: Bench) -> None:
        added = set(bench.people(4))
        bench.hostile.plant("malformed_row", on="read")
        listing = bench.listing()
        assert len(listing.bad) == 1
        assert len(added & set(listing.records)) == len(added) - 1
        assert listing.bad[0].reason
        assert (listing.bad[0].system, listing.bad[0].kind) == (bench.connector.system, "candidate")

    @needs_faults("malformed_row")
    def test_the_reason_of_a_bad_record_holds_no_value(self, bench: Bench) -> None:
        bench.people(1)
        bench.hostile.plant("malformed_row", on="read")
        reasons = [(bad.reason, bad.data is not None) for bad in bench.listing().bad]
        assert len(reasons) == 1
        assert "example.org" not in reasons[0][0]
        assert reasons[0][1], "the row is kept for the reviewer"

    @needs_faults("unknown_fields")
    def test_unknown_fields_are_kept(self, bench: Bench) -> None:
        added = bench.people(2)
        bench.hostile.plant("unknown_fields", on="read", times=None)
        listing = bench.listing()
        assert set(added) <= set(listing.records)
        assert listing.bad == []
        assert "field_nobody_documented" in listing.records[added[0]].data

    @needs_faults("nulls")
    def test_nulls_where_they_are_allowed_are_read(self, bench: Bench) -> None:
        added = bench.people(2)
        bench.hostile.plant("nulls", on="read", times=None)
        listing = bench.listing()
        assert set(added) <= set(listing.records)
        assert listing.bad == []

    @over_http
    @pytest.mark.parametrize("kind", ["unavailable", "failed_before", "lost_request", "cut_body", "bad_json"])
    def test_a_read_that_fails_once_is_repeated(self, bench: Bench, kind: str) -> None:
        added = set(bench.people(3))
        bench.hostile.plant(kind, on="read", times=2)
        assert added <= set(bench.listing().records)

    @over_http
    @needs_faults("rate_limited")
    def test_slow_down_on_a_read_is_waited_out(self, bench: Bench) -> None:
        added = set(bench.people(3))
        bench.hostile.plant("rate_limited", on="read", times=3)
        assert added <= set(bench.listing().records)

    @needs_faults("unavailable")
    def test_a_vendor_that_stays_down_is_unavailable(self, bench: Bench) -> None:
        bench.people(1)
        bench.hostile.plant("unavailable", on="read", times=None)
        before = bench.connector.calls
        assert pages_until_error(bench, Unavailable) == []
        assert bench.connector.calls - before <= 10

    @needs_faults("cut_body")
    def test_half_a_page_is_never_a_page(self, bench: Bench) -> None:
        bench.people(3)
        bench.hostile.plant("cut_body", on="read", times=None)
        assert pages_until_error(bench, Unavailable) == []

    @needs_faults("bad_json")
    def test_what_is_not_json_is_an_unexpected_reply(self, bench: Bench) -> None:
        bench.people(1)
        bench.hostile.plant("bad_json", on="read", times=None)
        assert pages_until_error(bench, UnexpectedReply, Unavailable) == []

    @needs_faults("cut_body")
    def test_pages_before_a_failure_can_be_kept(self, bench: Bench) -> None:
        added = set(bench.people(bench.samples.several_pages))
        bench.hostile.plant("cut_body", on="read", skip=1, times=None)
        pages = pages_until_error(bench, Unavailable)
        bench.hostile.clear()
        read = {item.ref.id for page in pages for item in page.items if not hasattr(item, "reason")}
        rest = set(bench.listing(since=pages[-1].cursor).records) if pages else set()
        assert len(pages) >= 1
        assert added <= read | rest
