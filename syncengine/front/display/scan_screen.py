"""A scan on the screen: the numbers that matter, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from syncengine.front.display.words import command, count, plain, typed
from syncengine.scan import Finding, Scan
from syncengine.scan.findings import Number
from syncengine.settings import Settings

if TYPE_CHECKING:
    from syncengine.front.scanning import Done, Ordered

_MOST_CAUSES = 6


def scan_shown(done: Done, *, following: str) -> RenderableType:
    """``following`` is the next command."""
    scan = done.scan
    return Group(
        *(Text(f"{plain(each.name)}: {each.records:,} records, {each.people:,} people.") for each in scan.systems),
        *([Text(f"{count(done.put_aside, 'row')} could not be read and were put aside.")] if done.put_aside else []),
        Text(),
        _numbers(scan),
        *_worst(scan),
        Text(),
        *(Text(plain(note)) for note in _remarks(scan)),
        *(Text(f"Written, for your eyes only: {plain(path)}") for path in done.written),
        Text("Nothing was written to any system."),
        Text(f"Next: {following}"),
    )


def following(ordered: Ordered, config: Path) -> str:
    """First the report; then, of files, the configuration of the systems, and of systems the plan."""
    if ordered.report is None:
        files = [typed(path) for path in (ordered.ats, ordered.crm) if path is not None]
        words = " ".join(("scan", *files, "--out report.html"))
        return command(words) if files else command(words, config)
    return command("init") if ordered.ats is not None else command("plan", config)


def settings_shown(settings: Settings) -> Iterator[str]:
    """What would be read live."""
    for each in settings.systems:
        yield f"{plain(each.name)} ({each.role}) would be read: people, applications, jobs, lists, where it has them."
    yield "Nothing would be written to any system; what is read is kept nowhere, or in the folder of --keep."


def _numbers(scan: Scan) -> Table:
    grid = _grid()
    for each in scan.numbers:
        grid.add_row("?" if each.value is None else f"{each.value:,}", _with_note(each))
    return grid


def _with_note(number: Number) -> Text:
    note = f" ({plain(number.note)})" if number.note else ""
    return Text.assemble((plain(number.title), "bold"), note)


def _grid() -> Table:
    """Figures to the right, words behind them."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    return grid


def _worst(scan: Scan) -> Iterator[RenderableType]:
    """What is behind the hand-offs and opt-outs, most people first."""
    own = [each for each in scan.findings if each.family in {"hand-offs", "opt-outs"} and each.count]
    grid = _grid()
    for each in sorted(own, key=_by_count)[:_MOST_CAUSES]:
        grid.add_row(f"{each.count:,}", Text(plain(each.title)))
    if own:
        yield Text("\nWhat went wrong between the two, in people:")
        yield grid


def _by_count(finding: Finding) -> int:
    return -finding.count


def _remarks(scan: Scan) -> Iterator[str]:
    """Each reason why something is not judged once, and how the rest was judged."""
    reasons = dict.fromkeys(each.not_judged for each in scan.findings if not each.judged)
    if reasons:
        missing = sum(not each.judged for each in scan.findings)
        yield f"Not judged, {missing} of {len(scan.findings)} questions: {'; '.join(reasons)}."
    yield from scan.notes
