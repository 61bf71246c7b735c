"""What the laws of linking are tried on: small crowds of people who resemble one another, and hostile strings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import strategies as st

from syncengine.bulk.linking import Linked
from syncengine.core.matching.rows import Columns
from tests.core.matching.meeting import Row

LONG = ("x" * 100_000, "Ada " * 25_000, "a@b.example;" * 8_000, "\u0301" * 100_000, "(" * 100_000, "1 " * 50_000)
HOSTILE = (
    "Ada " * 60,
    "\x00\x01\x1f\x7f\t\r\n",
    "\u202eadA\u202c \u200f\u200e",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "\ud800\udfff",
    "ada\udcff@x.example",
    "ﷺ" * 50,
    "e\u0301" * 90,
    "...;;;,,,---@@@+++()",
    "0" * 120,
    "٣٤٥ ٦٧٨",
    "ß" * 50,
    "İ" * 90,
    "NULL",
    "https://linkedin.com/in/" + "%" * 90,
)
FIELDS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("Ada", "Bob", "Robert", "A.", "Wei", "Ольга", ""),
    "last_name": ("Lovelace", "Smith", "Smith Jr.", "Smith Sr.", "Wang", "García Márquez", ""),
    "full_name": ("", "", "Lovelace, Ada", "Bob Smith"),
    "preferred_name": ("", "", "Bobby"),
    "emails": ("ada@x.example", "ADA@x.example; bob@acme.com", "bob@acme.com", "info@acme.com", ""),
    "phones": ("+1 512 555 0101", "512-555-0101; +44 20 7946 0958", "+1 512 555 0107", ""),
    "linkedin_url": ("linkedin.com/in/ada-lovelace", "linkedin.com/in/bob-smith-1a2b3c4d", ""),
    "company": ("Acme Inc.", "ACME", "Globex GmbH", "IBM", ""),
    "title": ("Engineer", "Senior Engineer at Acme", "Nurse", ""),
    "location": ("Berlin, Germany", "Austin, TX", "Germany", ""),
}


@st.composite
def rows(draw: st.DrawFn, *, hostile: bool = True) -> Row:
    """One row. Now and then a value is hostile."""
    picks = draw(st.lists(st.integers(0, 7), min_size=len(FIELDS), max_size=len(FIELDS)))
    row = {name: values[at % len(values)] for (name, values), at in zip(FIELDS.items(), picks, strict=True)}
    if hostile and draw(st.integers(0, 3)) == 0:
        row[draw(st.sampled_from(sorted(FIELDS)))] = draw(st.sampled_from(HOSTILE) | st.text(max_size=40))
    return row


def crowds(*, most: int = 8, hostile: bool = True) -> st.SearchStrategy[list[Row]]:
    return st.lists(rows(hostile=hostile), min_size=1, max_size=most)


def found(linked: Linked) -> dict[tuple[int, int], tuple[float, int]]:
    """Pair of positions -> probability and verdict."""
    return {
        (int(left), int(right)): (float(probability), int(verdict))
        for left, right, probability, verdict in zip(
            linked.left, linked.right, linked.probability, linked.verdict, strict=True
        )
    }


def chunks_of(columns: Columns, *, size: int) -> Iterator[Columns]:
    """Columns that lie in memory, as chunks."""
    for at in range(0, len(next(iter(columns.values()))), size):
        yield {name: values[at : at + size] for name, values in columns.items()}
