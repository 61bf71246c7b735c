"""How many threads share the arithmetic: it lets go of the interpreter, so that two do twice as much."""

from __future__ import annotations

from multiprocessing import cpu_count

THREADS = min(4, cpu_count())
