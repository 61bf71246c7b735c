"""Finding the next page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.paging import ForeignLink, PagingLoop, Trail, next_link, origin

BASE = "https://api.vendor.example/v1"
NEXT = "https://api.vendor.example/v1/things?cursor=abc"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (f'<{NEXT}>; rel="next"', NEXT),
        (f"<{NEXT}>; rel=next", NEXT),
        (f'<{NEXT}>; title="a"; REL="Next"', NEXT),
        (f'<{NEXT}>;rel="next",<{BASE}/last>;rel="last"', NEXT),
        (f'<{BASE}/first>; rel="first", <{NEXT}>; rel="next"', NEXT),
        (f'<{BASE}/first>; rel="prev"', None),
        ("", None),
        ("not a link", None),
    ],
)
def test_next_link(link: str, url: str | None) -> None:
    assert next_link({"link": link}, base_url=BASE) == url


def test_no_header_is_the_last_page() -> None:
    assert next_link({}, base_url=BASE) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/things",
        "http://api.vendor.example/v1/things",
        "https://api.vendor.example:8443/v1/things",
        "https://api.vendor.example.evil.example/",
        "https://api.vendor.example@evil.example/",
    ],
)
def test_a_link_to_another_origin_is_refused(url: str) -> None:
    with pytest.raises(ForeignLink):
        next_link({"link": f'<{url}>; rel="next"'}, base_url=BASE)


def test_the_implied_port_is_the_same_origin() -> None:
    assert origin("https://api.vendor.example:443/a") == origin("https://api.vendor.example/b")


@given(st.lists(st.text(max_size=3), unique=True))
def test_a_trail_of_new_pages_is_walked(pages: list[str]) -> None:
    trail = Trail()
    assert [trail.step(page) for page in pages] == pages


@given(st.lists(st.text(max_size=3), unique=True, min_size=1), st.data())
def test_a_page_that_was_walked_is_a_loop(pages: list[str], data: st.DataObject) -> None:
    trail = Trail()
    for page in pages:
        trail.step(page)
    with pytest.raises(PagingLoop):
        trail.step(data.draw(st.sampled_from(pages)))
