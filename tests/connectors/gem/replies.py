"""Reading the sandbox's replies in tests."""

from __future__ import annotations

from typing import Any

import httpx
import orjson

NOBODY = "bm90aGluZw=="
"""An id of nothing."""


def pagination(reply: httpx.Response) -> Any:
    return orjson.loads(reply.headers["X-Pagination"])


def complaints(reply: httpx.Response, where: str = "json") -> set[str]:
    assert reply.status_code == 422
    assert reply.json()["status"] == "Unprocessable Entity"
    return set(reply.json()["errors"][where])
