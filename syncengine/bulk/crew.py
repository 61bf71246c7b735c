"""Filling cards with all processors: text in, numbers out, in order."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

from syncengine.core.matching.cards import Cards
from syncengine.core.matching.filling import fill
from syncengine.core.matching.rows import Columns, ExtraKind

ALONE = 8_000
"""Rows that one process reads sooner than others are started."""


def filled(chunks: Iterable[Columns], extras: Mapping[str, ExtraKind], *, workers: int = 0) -> Iterator[Cards]:
    """The cards of each chunk, in order. ``workers`` 0: one per processor, when there are rows enough."""
    crew = workers or multiprocessing.cpu_count()
    waiting = iter(chunks)
    first: list[Columns] = []
    rows = 0
    while rows < ALONE and (chunk := next(waiting, None)) is not None:
        first.append(chunk)
        rows += len(next(iter(chunk.values()), ()))
    if crew == 1 or rows < ALONE:
        yield from (fill(chunk, extras) for chunk in chain(first, waiting))
    else:
        yield from _shared_out(chain(first, waiting), dict(extras), crew)


def _shared_out(chunks: Iterator[Columns], extras: dict[str, ExtraKind], crew: int) -> Iterator[Cards]:
    # Children are started afresh rather than forked: the parent may have threads.
    context = multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    )
    with ProcessPoolExecutor(crew, mp_context=context, initializer=_quiet) as pool:
        coming: deque[Future[Cards]] = deque()
        for chunk in chunks:
            coming.append(pool.submit(fill, chunk, extras))
            if len(coming) > crew + 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _quiet() -> None:
    """Millions of small tuples and no cycles: collecting garbage would only cost."""
    gc.freeze()
    gc.disable()
