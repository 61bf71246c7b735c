"""What may come in the place of a webhook delivery: other bytes, other proofs, bodies that make no sense."""

from __future__ import annotations

import json
from collections.abc import Iterator

from connectors.testing.samples import PLANTED
from connectors.types import Json

HOSTILE = (
    b"",
    b" ",
    b"\x00",
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}",
    b"null",
    b"true",
    b"7",
    b"[]",
    b"{}",
    b'"text"',
    b"NaN",
    b"{",
    b'{"a":1}{"a":1}',
    b"[" * 200_000,
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    b'{"a":"\\ud800"}',
    b'{"a":1e999,"b":-1e999}',
    b"9" * 50_000,
    b'{"":null}',
    b"a=1&b=2",
)
"""Bodies that are not what any vendor sends."""

MISFITS: tuple[Json, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**63,
    10**40,
    float("nan"),
    "",
    "\x00",
    "\u0660",
    "1" * 5000,
    f"{PLANTED}@example.org",
    [],
    [[]],
    {},
    {"id": {}},
)
"""Values that stand, in turn, in the place of every value of a delivery."""


def other_bytes(body: bytes) -> Iterator[bytes]:
    """One byte changed, added or lost, and the same JSON in another writing."""
    for position in range(len(body)):
        yield body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]
    yield from (body + b" ", b" " + body, body + b"\x00", body[:-1], b"")
    try:
        said = json.loads(body)
    except ValueError:
        return
    yield from (json.dumps(said, separators=style).encode() for style in ((" , ", " : "), (", ", ": "), (",", ":")))


def other_values(value: str) -> Iterator[str]:
    """One sign changed at each place; cut off, doubled, in capitals, with something around it."""
    for position, sign in enumerate(value):
        yield value[:position] + ("0" if sign != "0" else "1") + value[position + 1 :]
    yield from ("", value[:-1], value[: len(value) // 2], value * 2, value.upper(), f"{value}, {value}")
    yield from (f"{value}\n", f"\x00{value}", "\u00e9" * len(value), "\u0661" * len(value), "x" * 100_000)


def spoiled(body: Json) -> Iterator[Json]:
    """The body with each of its values in turn replaced by each misfit, and with each one left out."""
    yield from MISFITS
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        yield {other: kept for other, kept in body.items() if other != name}
        yield from ({**body, name: worse} for worse in spoiled(value))
