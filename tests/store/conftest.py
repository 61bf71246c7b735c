"""A fresh store, on either engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from syncengine.store import Store, open_store


@pytest.fixture
def url(store_url: str) -> str:
    return store_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()
