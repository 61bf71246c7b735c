"""What is wrong with a file that a user wrote: where, what, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint. ``path`` names the key (``systems.my-crm.role``); no part ever holds a value that the user wrote.

    ``line`` counts from 1; it is None when the whole file is meant. ``suggestion`` is a near miss or the known names.
    """

    file: str
    line: int | None
    path: str
    message: str
    suggestion: str | None = None

    @property
    def complaint(self) -> str:
        """Where and what, without the suggestion."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.path}: {self.message}" if self.path else f"{where}: {self.message}"

    def __str__(self) -> str:
        return self.complaint if self.suggestion is None else f"{self.complaint}; {self.suggestion}"


class BadFile(ValueError):
    """A file cannot be used. ``problems`` has every reason at once, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
        super().__init__("\n".join(map(str, self.problems)))


def suggest(word: object, known: Iterable[str]) -> str | None:
    """The nearest known name for a misspelt one, and all known names where that helps. None without known names."""
    names = sorted(known)
    if not names:
        return None
    listed = f"known: {', '.join(names)}"
    close = difflib.get_close_matches(str(word).lower(), {name.lower(): name for name in names}, n=1)
    if not close:
        return listed
    nearest = next(name for name in names if name.lower() == close[0])
    return f"did you mean {nearest!r}? {listed}"
