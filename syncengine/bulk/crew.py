"""Filling cards with all processors: text in, numbers out, in order."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.context
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

from syncengine.core.matching.cards import Cards
from syncengine.core.matching.filling import fill
from syncengine.core.matching.rows import Columns, ExtraKind

ALONE = 8_000
"""Rows that one process reads sooner than others are started."""


Tagged = tuple[int, Columns]
"""A chunk, and the number of the input that it is from."""


def filled(
    inputs: Sequence[Iterable[Columns]], extras: Mapping[str, ExtraKind], *, workers: int = 0
) -> Iterator[tuple[int, Cards]]:
    """The cards of each chunk of each input, in order, with the number of the input.

    ``workers`` 0: one per processor, when there are rows enough. The same workers read all inputs: they remember names.
    """
    crew = workers or multiprocessing.cpu_count()
    waiting = ((number, chunk) for number, chunks in enumerate(inputs) for chunk in chunks)
    first: list[Tagged] = []
    rows = 0
    while rows < ALONE and (tagged := next(waiting, None)) is not None:
        first.append(tagged)
        rows += len(next(iter(tagged[1].values()), ()))
    if crew == 1 or rows < ALONE:
        yield from ((number, fill(chunk, extras)) for number, chunk in chain(first, waiting))
    else:
        yield from _shared_out(chain(first, waiting), dict(extras), crew)


def _shared_out(chunks: Iterator[Tagged], extras: dict[str, ExtraKind], crew: int) -> Iterator[tuple[int, Cards]]:
    with ProcessPoolExecutor(crew, mp_context=_context(), initializer=_quiet) as pool:
        coming: deque[tuple[int, Future[Cards]]] = deque()
        for number, chunk in chunks:
            coming.append((number, pool.submit(fill, chunk, extras)))
            if len(coming) > crew + 1:
                yield _first(coming)
        while coming:
            yield _first(coming)


def _first(coming: deque[tuple[int, Future[Cards]]]) -> tuple[int, Cards]:
    number, cards = coming.popleft()
    return number, cards.result()


def _context() -> multiprocessing.context.BaseContext:
    """A copy of this process where that is safe, which is as long as it has one thread; else one started afresh."""
    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods and sys.platform != "darwin" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([fill.__module__])
    return context


def _quiet() -> None:
    """Millions of small tuples and no cycles: collecting garbage would only cost."""
    gc.freeze()
    gc.disable()
