"""Where a listing stands: what the next page is, also when rows vanish while we read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.gem.cursors import PAGE_SIZE, BadCursor, Position, begin, following
from connectors.gem.handles import linked_in_handle
from connectors.gem.wire import told
from connectors.types import Cursor


def test_a_finished_listing_is_followed_by_a_window_that_overlaps() -> None:
    done = Position(kind="candidate", started=10_000, done=True).cursor()
    assert begin("candidate", done, now=12_000.9) == Position(kind="candidate", started=12_000, after=9_700)


def test_a_half_way_cursor_goes_on_where_it_was() -> None:
    half = Position(kind="candidate", started=10_000, leg="all", page=3, furthest=2, total=400)
    assert begin("candidate", half.cursor(), now=99_999) == half


@pytest.mark.parametrize("text", ["", "null", "17", '{"kind":"candidate"}', '{"kind":"pool","started":1}', "{"])
def test_what_is_not_a_cursor_of_this_kind_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        begin("candidate", Cursor(text), now=0)


def test_a_shrinking_total_steps_back_as_far_as_rows_can_have_moved() -> None:
    third = Position(kind="candidate", started=1, leg="all", page=3, furthest=2, total=500)
    back = following(third, total=399, more=True)
    assert back is not None
    assert (back.page, back.furthest, back.total) == (1, 3, 399)


def test_stepping_back_happens_once_per_new_page() -> None:
    again = Position(kind="candidate", started=1, leg="all", page=2, furthest=3, total=399)
    onward = following(again, total=390, more=True)
    assert onward is not None
    assert (onward.page, onward.furthest, onward.total) == (3, 3, 399)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_row_is_skipped_and_the_walk_ends_whatever_vanishes(deletions: list[int]) -> None:
    rows, seen, plan = list(range(6 * PAGE_SIZE)), set[int](), list(deletions)
    at: Position | None = Position(kind="candidate", started=1, leg="all")
    reads = 0
    while at is not None:
        page = rows[(at.page - 1) * PAGE_SIZE : at.page * PAGE_SIZE]
        seen.update(page)
        reads += 1
        at = following(at, total=len(rows), more=at.page * PAGE_SIZE < len(rows) and bool(page))
        del rows[: plan.pop(0) if plan else 0]  # the worst place: everything after moves up
    assert set(rows) <= seen
    assert reads <= 6 * 3 + 2


@pytest.mark.parametrize("header", [None, "", "nonsense", "[]", '{"total": null}', '{"total_pages": "3"}'])
def test_an_unreadable_pagination_header_tells_nothing(header: str | None) -> None:
    assert told(header) == (None, None)


@pytest.mark.parametrize(
    ("url", "handle"),
    [
        ("https://www.linkedin.com/in/NoorHaddad/", "noorhaddad"),
        ("linkedin.com/in/noorhaddad?trk=x", "noorhaddad"),
        ("https://se.linkedin.com/in/noor-haddad-7/details", "noor-haddad-7"),
        ("https://www.linkedin.com/company/globex", None),
        ("https://notlinkedin.com/in/noor", None),
        ("https://github.com/in/noor", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_linked_in_handles(url: str, handle: str | None) -> None:
    assert linked_in_handle(url) == handle
