"""Lists as Gem gives them: bare arrays, whole-second filters, pages of 1-100 rows, ``X-Pagination`` header [doc]."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import orjson

from connectors.gem.sandbox.knobs import Knobs
from connectors.gem.sandbox.refusals import invalid
from connectors.sandbox import Answer, Call
from connectors.types import Json

Item = TypeVar("Item")

BIGGEST_PAGE = 100
USUAL_PAGE = 20


def number(call: Call, name: str) -> int | None:
    """An integer parameter that is at least 1. Raises the 422 refusal."""
    if name not in call.query:
        return None
    raw = call.query[name]
    if not raw.isdecimal() or int(raw) < 1:
        raise invalid({name: ["Not a valid integer."]}, where="query")
    return int(raw)


def within(
    call: Call, items: Iterable[Item], at: Callable[[Item], int | None], *, word: str = "created", knobs: Knobs
) -> list[Item]:
    """Items whose time lies between ``<word>_after`` and ``<word>_before``. An item without a time passes no filter."""
    after, before = number(call, f"{word}_after"), number(call, f"{word}_before")
    if after is not None and knobs.after_includes_equal:
        after -= 1
    return [
        item
        for item in items
        if (after is None or (at(item) or 0) > after) and (before is None or 0 < (at(item) or 0) < before)
    ]


def ordered(call: Call, items: Iterable[Item], at: Callable[[Item], int]) -> list[Item]:
    """By time. The default direction is not documented; newest first punishes clients that do not ask [guess]."""
    direction = call.query.get("sort", "desc")
    if direction not in {"asc", "desc"}:
        raise invalid({"sort": ["Must be one of: asc, desc."]}, where="query")
    oldest_first = sorted(items, key=at)
    return oldest_first if direction == "asc" else oldest_first[::-1]


def page_of(call: Call, items: Sequence[Item], show: Callable[[Item], Json]) -> Answer:
    """One page of a listing."""
    page, size = number(call, "page") or 1, number(call, "page_size") or USUAL_PAGE
    if size > BIGGEST_PAGE:
        raise invalid({"page_size": [f"Must be less than or equal to {BIGGEST_PAGE}."]}, where="query")
    rows = [show(item) for item in items[(page - 1) * size : page * size]]
    header = orjson.dumps(x_pagination(len(items), page=page, size=size)).decode()
    return Answer(200, rows, {"X-Pagination": header})


def x_pagination(total: int, *, page: int, size: int) -> dict[str, int]:
    """Members at the edges are left out; an empty listing has only its totals [guess: flask-smorest]."""
    pages = -(-total // size)
    header = {"total": total, "total_pages": pages}
    if pages:
        header |= {"first_page": 1, "last_page": pages, "page": page}
    if 1 < page <= pages:
        header["previous_page"] = page - 1
    if page < pages:
        header["next_page"] = page + 1
    return header
