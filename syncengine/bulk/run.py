"""Two files in, a table of links out, or nothing at all."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from syncengine.bulk.aside import write_aside
from syncengine.bulk.complaints import Abandoned, CannotMatch, about
from syncengine.bulk.links import Linked, counts, write_links
from syncengine.bulk.looking import Looked, Request
from syncengine.bulk.reading import Reading
from syncengine.bulk.whole_files import written_whole
from syncengine.core.matching.rows import Columns, ExtraKind

if TYPE_CHECKING:
    from syncengine.core.matching.model import Model
    from syncengine.core.matching.verdicts import Costs

Told = Callable[[str, int, int | None], None]
"""Progress: phase, how many are done, of how many."""


class Link(Protocol):
    """The matching itself."""

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
    ) -> Linked: ...


@dataclass(frozen=True, slots=True)
class Report:
    """How it went. ``found`` counts pairs by verdict, ``candidates`` those that were compared. ``put_aside`` has the
    number of rows that could not be read, by file."""

    request: Request
    looked: Looked
    rows: tuple[int, ...]
    found: Mapping[str, int]
    candidates: int
    link_at: float
    review_at: float
    expected_wrong: float
    expected_missed: float
    put_aside: tuple[int, ...]
    seconds: float


def match(request: Request, looked: Looked, *, told: Told, link: Link | None = None) -> Report:
    """Link the files that were looked at, or find the ghosts in one. ``told`` hears of the progress.

    Raises CannotMatch, OSError, and Abandoned when the user stopped it. Nothing is written in any of these cases.
    """
    if request.out is None:
        raise CannotMatch([about("--out", "is missing", fix="say where the links go, for example --out links.csv")])
    try:
        return _Run(request, looked, told, _costs(request), _model(request)).to_the_end(link or _core())
    except KeyboardInterrupt:
        raise Abandoned("Interrupted. Nothing was written.") from None


def _core() -> Link:
    # Here, because the matching loads much that a look at the columns does not need.
    from syncengine.bulk.linking import link_rows  # noqa: PLC0415

    return link_rows


def _costs(request: Request) -> Costs | None:
    """None for the usual ones."""
    from syncengine.core.matching.verdicts import Costs  # noqa: PLC0415  # as above

    try:
        return Costs(**request.costs) if request.costs else None
    except ValueError as error:
        raise CannotMatch([about("--cost-of-...", str(error))]) from None


def _model(request: Request) -> Model | None:
    """None for the shipped one."""
    from syncengine.bulk.model_files import model_file  # noqa: PLC0415  # as above

    return model_file(request.model) if request.model else None


@dataclass(slots=True)
class _Run:
    request: Request
    looked: Looked
    told: Told
    costs: Costs | None
    model: Model | None

    def to_the_end(self, link: Link) -> Report:
        gc.disable()  # millions of texts and no cycles: looking for some costs a tenth of the time
        try:
            return self._whole(link)
        finally:
            gc.enable()

    def _whole(self, link: Link) -> Report:
        began = time.perf_counter()
        request, readings = self.request, self._readings()
        with ExitStack() as files:
            # Opened first: that a file cannot be written is better known before the work than after it.
            results = [
                files.enter_context(written_whole(path, overwrite=request.overwrite))
                for path in (request.out, request.bad_rows)
                if path is not None
            ]
            left, *right = (reading.chunks() for reading in readings)
            linked = link(
                left,
                right[0] if right else None,
                extras=self.looked.extras,
                workers=request.workers,
                told=self.told,
                costs=self.costs,
                model=self.model,
            )
            ids = [reading.ids for reading in readings]
            write_links(results[0], linked, left=ids[0], right=ids[-1], with_different=request.with_different)
            if len(results) > 1:
                write_aside(results[1], readings)
        return self._report(linked, readings, seconds=time.perf_counter() - began)

    def _readings(self) -> list[Reading]:
        pairs = zip(self.looked.sheets, self.looked.mappings, strict=True)
        puts_aside = self.request.bad_rows is not None
        return [Reading(*pair, pads=self.request.pads, puts_aside=puts_aside) for pair in pairs]

    def _report(self, linked: Linked, readings: list[Reading], *, seconds: float) -> Report:
        return Report(
            self.request,
            self.looked,
            tuple(linked.rows[: len(readings)]),
            counts(linked),
            linked.candidates,
            linked.link_at,
            linked.review_at,
            linked.expected_wrong,
            linked.expected_missed,
            tuple(len(reading.odd) for reading in readings),
            seconds,
        )
