"""Small files as spreadsheets write them, and a matching that links equal e-mail addresses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import numpy as np

from syncengine.bulk.mapping import Wishes, mapping_of
from syncengine.bulk.reading import Reading
from syncengine.bulk.run import Told
from syncengine.bulk.sheet import open_sheet
from syncengine.core.matching.model import Model
from syncengine.core.matching.rows import Columns, ExtraKind
from syncengine.core.matching.verdicts import DIFFERENT, LINK, REVIEW, Costs

PEOPLE = (("id", "Full Name", "Email"), ("1", "Ada Lopez", "ada@mail.example"), ("2", "Bo Yang", "bo@mail.example"))


def csv_of(rows: Iterable[Sequence[str]], **how: Any) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, **how).writerows(rows)
    return text.getvalue()


def write(path: Path, content: str | bytes, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def reading_of(path: Path, *, pads: bool = False, puts_aside: bool = False, encoding: str | None = None) -> Reading:
    sheet = open_sheet(path, encoding=encoding)
    return Reading(sheet, mapping_of(path, sheet.headings, Wishes()), pads=pads, puts_aside=puts_aside)


def read(path: Path, **how: Any) -> dict[str, list[str]]:
    """All columns of a file that the matching would get, and the record ids as ``id``."""
    reading = reading_of(path, **how)
    whole: dict[str, list[str]] = {}
    for chunk in reading.chunks():
        for name, cells in chunk.items():
            whole.setdefault(name, []).extend(cells)
    return {"id": reading.ids, **whole}


@dataclass
class SameMail:
    """Links rows with one e-mail address. It remembers what it was given."""

    seen: dict[str, Any] = field(default_factory=dict)

    def __call__(
        self,
        left: Iterable[Columns],
        right: Iterable[Columns] | None,
        *,
        extras: Mapping[str, ExtraKind],
        workers: int,
        told: Told,
        costs: Costs | None,
        model: Model | None,
    ) -> Pairs:
        self.seen = {"extras": dict(extras), "workers": workers, "costs": costs, "model": model}
        ones = _mails(left)
        told("read left", len(ones), None)
        others = ones if right is None else _mails(right)
        told("compare", 7, 7)
        between = combinations(range(len(ones)), 2) if right is None else product(range(len(ones)), range(len(others)))
        return Pairs([pair for pair in between if ones[pair[0]] == others[pair[1]] != ""], (len(ones), len(others)))


class Pairs:
    """The first pair is a link; the next are to be looked at; the last, when there are three, is different."""

    candidates = 7
    link_at, review_at, expected_wrong, expected_missed = 0.99, 0.2, 0.01, 0.5

    def __init__(self, pairs: Sequence[tuple[int, int]], rows: tuple[int, int]) -> None:
        self.rows = rows
        self.left, self.right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
        self.verdict = np.array([LINK, REVIEW, DIFFERENT][: len(pairs)], dtype=np.int8)
        self.probability = np.array([0.9999999, 0.5, 0.1][: len(pairs)])

    def lines(self, at: slice) -> list[str]:
        return ["e-mail exact +6.0", "=e-mail exact +6.0", "e-mail exact +6.0"][: len(self.left)][at]


def _mails(chunks: Iterable[Columns]) -> list[str]:
    return list(chain.from_iterable(chunk["emails"] for chunk in chunks))
