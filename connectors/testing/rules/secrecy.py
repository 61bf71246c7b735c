"""Rules about what error texts and logs give away: field names and paths, never values or secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from connectors.base import Searches, Writes
from connectors.errors import ConnectorError
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs, needs_sample, over_http
from connectors.testing.rules.creating import MARK, create
from connectors.testing.samples import PLANTED


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and everything it came from: all of it stands in a traceback."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def text_of(error: ConnectorError) -> str:
    """All words that an error could put into a log."""
    told = " ".join(f"{each!s} {each!r}" for each in chain(error))
    return f"{told} {error.hint} {error.request_id}"


def given_away(bench: Bench, act: Callable[[], object]) -> list[str]:
    """Planted values and secrets that a failing act writes anywhere. Fails when the act does not fail."""
    with capture_logs() as logs, pytest.raises(ConnectorError) as caught:
        act()
    written = f"{text_of(caught.value)} {logs!r}"
    return [value for value in (PLANTED, "ann@example.org", "ann%40example.org", *bench.secrets) if value in written]


class SecrecyRules:
    @needs(Writes)
    @needs_sample("refused")
    def test_a_refusal_gives_nothing_away(self, bench: Bench) -> None:
        data = bench.samples.refused
        assert data is not None
        assert given_away(bench, lambda: bench.writes.create("candidate", data, mark=MARK)) == []

    @needs(Writes)
    @needs_sample("duplicate")
    def test_a_duplicate_gives_nothing_away(self, bench: Bench) -> None:
        data = bench.samples.duplicate
        assert data is not None
        bench.writes.create("candidate", data, mark=MARK)
        assert given_away(bench, lambda: bench.writes.create("candidate", data, mark=MARK)) == []

    @over_http
    @needs(Writes)
    @pytest.mark.parametrize("kind", ["lost_reply", "failed_before", "cut_body", "bad_json", "unavailable"])
    def test_a_failed_write_gives_nothing_away(self, bench: Bench, kind: str) -> None:
        bench.hostile.plant(kind, on="write")
        assert given_away(bench, lambda: create(bench)) == []

    @over_http
    @needs(Searches)
    @pytest.mark.parametrize("kind", ["lost_reply", "failed_before", "cut_body", "bad_json", "unavailable"])
    def test_a_failed_search_gives_nothing_away(self, bench: Bench, kind: str) -> None:
        bench.human.add("ann@example.org")
        bench.hostile.plant(kind, on="read", times=None)
        search = bench.searches.search
        assert given_away(bench, lambda: list(search("candidate", {"email": "ann@example.org"}))) == []

    @over_http
    @needs(Writes, Searches)
    def test_success_gives_nothing_away(self, bench: Bench) -> None:
        with capture_logs() as logs:
            create(bench)
            list(bench.searches.search("candidate", {"email": "ann@example.org"}))
        written = repr(logs)
        assert [value for value in (PLANTED, "ann@example.org", *bench.secrets) if value in written] == []
