"""Rules about reading single records, batches and searches."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.base import AddsFields, BatchReads, DescribesFields, Searches
from connectors.errors import Missing, Unsupported
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_human


class ReadingRules:
    def test_get_brings_the_record(self, bench: Bench) -> None:
        id_ = bench.human.add("ann@example.org")
        record = bench.connector.get(bench.candidate(id_))
        assert record.ref == bench.candidate(id_)
        assert bench.samples.emails_of(record.data) == {"ann@example.org"}

    def test_get_brings_what_the_listing_shows(self, bench: Bench) -> None:
        id_ = bench.human.add("ann@example.org")
        listed = bench.listing().records[id_]
        read = bench.connector.get(bench.candidate(id_))
        assert (read.data, read.version) == (listed.data, listed.version)

    def test_get_of_a_deleted_record_is_missing(self, bench: Bench) -> None:
        id_ = bench.human.add("gone@example.org")
        bench.human.delete(id_)
        with pytest.raises(Missing) as caught:
            bench.connector.get(bench.candidate(id_))
        assert caught.value.system == bench.connector.system

    @needs(BatchReads)
    def test_get_many_brings_what_get_brings(self, bench: Bench) -> None:
        refs = [bench.candidate(id_) for id_ in bench.people(3)]
        many = {record.ref: record for record in bench.batches.get_many(refs)}
        assert many == {ref: bench.connector.get(ref) for ref in refs}

    @needs(BatchReads)
    def test_get_many_leaves_out_what_is_gone(self, bench: Bench) -> None:
        kept, gone = (bench.candidate(id_) for id_ in bench.people(2))
        bench.human.delete(gone.id)
        assert [record.ref for record in bench.batches.get_many([kept, gone])] == [kept]

    @needs(BatchReads)
    def test_get_many_takes_more_than_fit_into_one_request(self, bench: Bench) -> None:
        refs = [bench.candidate(id_) for id_ in bench.people(120)]
        before = bench.connector.calls
        assert {record.ref for record in bench.batches.get_many(refs)} == set(refs)
        assert bench.connector.calls - before <= len(refs) / 10

    @needs(BatchReads)
    def test_get_many_of_nothing_asks_nobody(self, bench: Bench) -> None:
        before = bench.connector.calls
        assert list(bench.batches.get_many([])) == []
        assert bench.connector.calls == before

    @needs(Searches)
    def test_search_by_email_is_exact(self, bench: Bench) -> None:
        ann = bench.human.add("ann@example.org")
        for other in ("joann@example.org", "ann@example.org.uk", "ann+jobs@example.org"):
            bench.human.add(other)
        found = list(bench.searches.search("candidate", {"email": "ann@example.org"}))
        assert [record.ref.id for record in found] == [ann]

    @needs(Searches)
    def test_search_by_email_ignores_letter_case(self, bench: Bench) -> None:
        ann = bench.human.add("ann@example.org")
        found = list(bench.searches.search("candidate", {"email": "Ann@Example.ORG"}))
        assert [record.ref.id for record in found] == [ann]

    @needs(Searches)
    def test_search_for_an_unknown_email_finds_nothing(self, bench: Bench) -> None:
        bench.people(2)
        assert list(bench.searches.search("candidate", {"email": "nobody@example.org"})) == []

    @needs(Searches)
    def test_search_brings_what_get_brings(self, bench: Bench) -> None:
        ann = bench.candidate(bench.human.add("ann@example.org"))
        found = list(bench.searches.search("candidate", {"email": "ann@example.org"}))
        assert found == [bench.connector.get(ann)]

    @needs(Searches)
    @needs_human("add_with_profile")
    def test_search_by_profile_is_exact(self, bench: Bench) -> None:
        assert bench.human.add_with_profile is not None
        ann = bench.human.add_with_profile("https://www.linkedin.com/in/ann-example")
        bench.human.add_with_profile("https://www.linkedin.com/in/ann-example-2")
        found = bench.searches.search("candidate", {"profile": "https://www.linkedin.com/in/ann-example"})
        assert [record.ref.id for record in found] == [ann]

    @needs(Searches)
    def test_search_by_an_unknown_term_is_unsupported(self, bench: Bench) -> None:
        with pytest.raises(Unsupported):
            list(bench.searches.search("candidate", {"shoe_size": "44"}))

    @needs(DescribesFields)
    def test_fields_have_names_and_labels(self, bench: Bench) -> None:
        fields = bench.field_lister.fields("candidate")
        assert fields
        assert all(field.name and field.label and field.type for field in fields)

    @needs(AddsFields, DescribesFields)
    def test_a_field_is_made_once(self, bench: Bench) -> None:
        made = bench.field_maker.add_field("candidate", "Verdict", type_="choice", options=("yes", "no"))
        again = bench.rebuild({})
        assert isinstance(again, AddsFields)
        assert again.add_field("candidate", "Verdict", type_="choice", options=("yes", "no")) == made
        assert [field for field in bench.field_lister.fields("candidate") if field.label == "Verdict"] == [made]
        assert set(made.options) == {"yes", "no"}

    def test_eight_threads_read_what_one_reads(self, bench: Bench) -> None:
        ids = bench.people(8)
        alone = [bench.connector.get(bench.candidate(id_)) for id_ in ids]
        with ThreadPoolExecutor(8) as threads:
            single = threads.map(lambda id_: bench.connector.get(bench.candidate(id_)), ids * 4)
            listings = [threads.submit(bench.listing) for _ in range(8)]
            assert list(single) == alone * 4
            assert all(set(ids) <= set(listing.result().records) for listing in listings)
