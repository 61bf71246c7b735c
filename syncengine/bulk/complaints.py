"""Files that cannot be matched: every complaint names file, line and column, and none repeats what stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.problems import Problem

MOST = 20
"""So many complaints about rows are collected before reading stops: more would help nobody."""


class CannotMatch(Exception):
    """The files or the options cannot be used. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Abandoned(Exception):
    """Stopped by the user. Nothing was written."""


def about(file: object, message: str, *, line: int | None = None, column: str = "", fix: str | None = None) -> Problem:
    """A complaint. ``file`` may also be the option that is meant; ``fix`` says what to do."""
    return Problem(str(file), line, column, message, fix)


def refuse(file: object, message: str, *, line: int | None = None, fix: str | None = None) -> CannotMatch:
    """The error of a single complaint, to be raised."""
    return CannotMatch([about(file, message, line=line, fix=fix)])
