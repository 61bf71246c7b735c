"""Files looked at but not read: how each is written, what its columns are taken for, and every complaint at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mappings.problems import Problem
from syncengine.bulk.complaints import CannotMatch, about
from syncengine.bulk.mapping import SheetMapping, mapping_of
from syncengine.bulk.sheet import Sheet, open_sheet
from syncengine.bulk.whole_files import check_free
from syncengine.bulk.wishes import Headed, asked_for
from syncengine.core.matching.rows import ExtraKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for. ``right`` is None when ghosts are looked for in one file. ``columns`` and ``compare`` are as
    typed; ``encoding`` is for files that are not Unicode. ``costs`` has what the user weighs otherwise than usual;
    ``model`` is a file that was trained before. ``with_facts``: how people stand is read, too."""

    left: Path
    right: Path | None = None
    out: Path | None = None
    columns: Sequence[str] = ()
    compare: Sequence[str] = ()
    encoding: str | None = None
    bad_rows: Path | None = None
    pads: bool = False
    with_different: bool = False
    overwrite: bool = False
    costs: Mapping[str, float] | None = None
    model: Path | None = None
    workers: int = 0
    with_facts: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.left,) if self.right is None else (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Looked:
    """The sheets, how each is read, and the kinds of the columns that are compared as they are."""

    sheets: tuple[Sheet, ...]
    mappings: tuple[SheetMapping, ...]
    extras: Mapping[str, ExtraKind]

    @property
    def doubts(self) -> list[str]:
        return [f"{sheet.path} {sheet.writing.doubt}" for sheet in self.sheets if sheet.writing.doubt]


def look(request: Request) -> Looked:
    """Raises CannotMatch with everything that stands in the way, and OSError for a file that cannot be opened."""
    sheets = _opened(request)
    headed = [Headed(sheet.path, sheet.headings) for sheet in sheets]
    asked = asked_for(headed, columns=request.columns, compare=request.compare, with_facts=request.with_facts)
    mappings = [
        mapping_of(sheet.path, sheet.headings, wishes, with_facts=request.with_facts)
        for sheet, wishes in zip(sheets, asked.wishes, strict=True)
    ]
    if problems := [_nobody_in(mapping) for mapping in mappings if not mapping.tells_who]:
        raise CannotMatch(problems)
    return Looked(tuple(sheets), tuple(mappings), asked.kinds)


def _opened(request: Request) -> list[Sheet]:
    problems = list(_problems_of(request))
    sheets = []
    for path in request.files:
        try:
            sheets.append(open_sheet(path, encoding=request.encoding))
        except CannotMatch as error:
            problems += error.problems
    if problems:
        raise CannotMatch(problems)
    return sheets


def _problems_of(request: Request) -> Iterator[Problem]:
    """What is wrong with the request before any file is opened."""
    left, right = request.left, request.right
    if right is not None and _is_same(left, right):
        yield about(right, "is the same file as the first; to find ghosts in one file, give it once")
    results = [path for path in (request.out, request.bad_rows) if path is not None]
    for path in results:
        if any(_is_same(path, each) for each in request.files):
            yield about(path, "is one of the files to be read; name another file for what comes out")
        else:
            yield from _in_the_way(path, overwrite=request.overwrite)
    if len(results) == 2 and results[0].absolute() == results[1].absolute():
        yield about(results[0], "cannot take both the links and the bad rows")


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and os.path.samefile(one, other)


def _in_the_way(path: Path, *, overwrite: bool) -> Iterator[Problem]:
    try:
        check_free(path, overwrite=overwrite)
    except CannotMatch as error:
        yield from error.problems
    if not path.parent.is_dir():
        yield about(path, "is to be written to a folder that does not exist")


def _nobody_in(mapping: SheetMapping) -> Problem:
    listed = ", ".join(mapping.headings)
    fix = f'say which column is what, for example --columns "{mapping.headings[0]}=full_name"; there are: {listed}'
    return about(mapping.path, "no column is recognised as a name, an e-mail address, a phone or a profile", fix=fix)
