"""Files that were matched, or only looked at: for people and machines, and progress on the screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.progress import Progress
from rich.progress import TaskID as Bar
from rich.text import Text

from syncengine.bulk.feeds import Feed
from syncengine.bulk.looking import Looked
from syncengine.bulk.mapping import SheetMapping
from syncengine.bulk.run import Report, Told
from syncengine.front.display.codes import FINE, UNFINISHED
from syncengine.front.display.progress import columns
from syncengine.front.display.words import count, plain, table

_PHASES = {
    "read left": "reading the first file",
    "read right": "reading the second file",
    "count": "counting values",
    "candidates": "looking for candidates",
    "learn": "learning from these files",
    "compare": "comparing pairs",
    "decide": "deciding",
}


@contextmanager
def bars(screen: Console, looked: Looked) -> Iterator[Told]:
    """Bars on the screen if it is one, and where to tell of progress."""
    with Progress(*columns(), console=screen, disable=not screen.is_terminal, transient=True) as progress:
        yield LinkingBars(progress, [sheet.writing.lines for sheet in looked.sheets]).told


class LinkingBars:
    """One bar for each phase. ``lines`` are those of the files: how far reading is, is not known otherwise."""

    def __init__(self, progress: Progress, lines: Sequence[int]) -> None:
        self._progress = progress
        self._totals = dict(zip(("read left", "read right"), lines, strict=False))
        self._bars: dict[str, Bar] = {}
        self._lock = threading.Lock()

    def told(self, phase: str, done: int, total: int | None) -> None:
        name = _PHASES.get(phase, phase)
        total = self._totals.get(phase) if total is None else total
        with self._lock:
            if name not in self._bars:
                self._end_all()
                self._bars[name] = self._progress.add_task(name, total=None)
            # Lines were counted, and rows arrive: a cell may have several lines.
            self._progress.update(self._bars[name], completed=done, total=None if total is None else max(done, total))

    def _end_all(self) -> None:
        """A new phase means that those before it are over, whatever was expected of them."""
        for task in self._progress.tasks:
            self._progress.update(task.id, total=task.completed)


def exit_code(report: Report) -> int:
    """Pairs to be looked at are part of the result; rows that were put aside are work that is left."""
    return UNFINISHED if any(report.put_aside) else FINE


def looked_shown(looked: Looked) -> RenderableType:
    """What the columns were taken for."""
    return Group(*(part for mapping in looked.mappings for part in _mapping_shown(mapping, looked)))


def _mapping_shown(mapping: SheetMapping, looked: Looked) -> Iterator[RenderableType]:
    rows = [(_told_apart(mapping), "record_id")]
    rows += [(_fed_by(feed, mapping), _meaning(feed, looked)) for feed in mapping.feeds]
    yield table(plain(mapping.path), ("column", "is used as"), rows)
    yield Text(f"Not used: {plain(mapping.unused) or 'none'}.")


def _told_apart(mapping: SheetMapping) -> str:
    return "the number of the row" if mapping.record_id is None else mapping.headings[mapping.record_id]


def _fed_by(feed: Feed, mapping: SheetMapping) -> str:
    return ", ".join(mapping.headings[place] for place in feed.places)


def _meaning(feed: Feed, looked: Looked) -> str:
    kind = _kind(feed, looked)
    return f"compared as {kind}" if kind else feed.column


def _kind(feed: Feed, looked: Looked) -> str | None:
    return looked.extras.get(feed.column)


def report_shown(report: Report) -> RenderableType:
    """The result in a few lines. The pairs are in the file."""
    request, found = report.request, report.found
    ghosts = ("pair of records of one person", "pairs of records of one person")
    links = count(found["link"], *(ghosts if request.right is None else ("link", "links")))
    files = zip(request.files, report.rows, strict=True)
    lines = [
        ", ".join(f"{plain(path)}: {count(rows, 'row')}" for path, rows in files) + ".",
        f"{links}, at {report.link_at:.4f} and above; {report.expected_wrong:.1f} expected wrong.",
        f"{count(found['review'], 'pair')} to be looked at, at {report.review_at:.4f} and above.",
        f"{report.expected_missed:.1f} more pairs are expected among those that are no links.",
        f"Written to {plain(request.out)} in {report.seconds:.1f} seconds.",
    ]
    if any(report.put_aside):
        lines.insert(1, f"{count(sum(report.put_aside), 'row')} could not be read: see {plain(request.bad_rows)}.")
    return Group(*map(Text, lines))


def looked_json(looked: Looked) -> dict[str, Any]:
    names = ("left", "right")
    return {name: _mapping_json(mapping, looked) for name, mapping in zip(names, looked.mappings, strict=False)}


def _mapping_json(mapping: SheetMapping, looked: Looked) -> dict[str, Any]:
    sheet = next(sheet for sheet in looked.sheets if sheet.path == mapping.path)
    return {
        "file": str(mapping.path),
        "encoding": sheet.writing.encoding,
        "delimiter": sheet.layout.delimiter,
        "record_id": None if mapping.record_id is None else mapping.headings[mapping.record_id],
        "columns": {
            feed.column: [mapping.headings[place] for place in feed.places]
            for feed in mapping.feeds
            if not _kind(feed, looked)
        },
        "compared": {_fed_by(feed, mapping): _kind(feed, looked) for feed in mapping.feeds if _kind(feed, looked)},
        "not_used": list(mapping.unused),
    }


def report_json(report: Report) -> dict[str, Any]:
    sides = looked_json(report.looked)
    for name, rows, aside in zip(sides, report.rows, report.put_aside, strict=True):
        sides[name] |= {"rows": rows, "put_aside": aside}
    return {
        "command": "match",
        "exit_code": exit_code(report),
        **sides,
        "candidates": report.candidates,
        "links": report.found["link"],
        "reviews": report.found["review"],
        "different": report.found["different"],
        "expected_wrong": round(report.expected_wrong, 3),
        "expected_missed": round(report.expected_missed, 3),
        "thresholds": {"link": report.link_at, "review": report.review_at},
        "seconds": round(report.seconds, 3),
        "out": str(report.request.out),
        "bad_rows": None if report.request.bad_rows is None else str(report.request.bad_rows),
    }
