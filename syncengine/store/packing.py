"""Between values and columns: sets come back as tuples, payloads are packed small."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from mappings.canonical import Fields, Value


def fields_from_json(stored: Mapping[str, Any]) -> dict[str, Value]:
    """JSON has no tuples: sets come back as lists and are made tuples again."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}


def fields_to_json(fields: Fields) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def pack(payload: Any) -> bytes:
    return zlib.compress(orjson.dumps(payload), 1)


def unpack(packed: bytes) -> Any:
    return orjson.loads(zlib.decompress(packed))


def digest(payload: Any) -> str:
    """A short fingerprint that does not depend on the order of keys."""
    return hashlib.blake2b(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS), digest_size=12).hexdigest()
