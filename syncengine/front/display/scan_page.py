"""A scan as one page that needs nothing else: no network, no script, light and dark, on paper too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from syncengine.scan import Finding, Scan
from syncengine.scan.findings import Bar, Chart, Family, headings

EXAMPLES = 10

_SECTIONS: tuple[tuple[Family, str], ...] = (
    ("hand-offs", "Broken hand-offs"),
    ("opt-outs", "Opt-outs"),
    ("ghosts", "Ghosts"),
    ("both", "Who is where"),
    ("fields", "Where linked records disagree"),
    ("quality", "Data quality"),
)
_UNITS = {"person": "people", "record": "records", "pair": "pairs"}

_WIDTH, _ROW, _LABEL, _FIGURE = 720, 30, 330, 90
"""Of charts, in units of their own: their whole width, the height of a row, room for labels and for figures."""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place. ``label`` is cut to the room there is; the table beside the chart has all of it."""

    label: str
    value: int
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, ready to be drawn. ``summary`` says in words what it shows."""

    chart: Chart
    bars: tuple[DrawnBar, ...]
    height: int
    summary: str


def page(scan: Scan, *, names: bool) -> str:
    """The whole HTML. Examples are record ids; with ``names`` the names of people as well."""
    drawings = {each.key: draw(each) for each in scan.charts}
    return _template().render(
        scan=scan,
        drawings=drawings,
        sections=[(title, _of_family(scan, family)) for family, title in _SECTIONS],
        units=_UNITS,
        names=names,
        examples={each.key: _examples(scan, each, names=names) for each in scan.findings if each.count},
        width=_WIDTH,
        row=_ROW,
        label=_LABEL,
    )


def _of_family(scan: Scan, family: Family) -> list[Finding]:
    return [each for each in scan.findings if each.family == family]


def _examples(scan: Scan, finding: Finding, *, names: bool) -> Mapping[str, Sequence[Sequence[str]]]:
    """The heads of the columns, and the first rows."""
    head = headings(finding)
    rows = list(islice(scan.rows(finding), EXAMPLES))
    if not names:
        return {"head": [head], "rows": rows}
    named = [tuple(map(scan.survey.name_of, records)) for records in finding.records[:EXAMPLES].tolist()]
    titles = tuple(f"{column.removesuffix('_id')} name" for column in finding.columns)
    return {"head": [(*head, *titles)], "rows": [(*row, *more) for row, more in zip(rows, named, strict=True)]}


def draw(chart: Chart) -> Drawing:
    """Bars as long as their values, the longest as long as there is room."""
    most = max((bar.value for bar in chart.bars), default=0) or 1
    room = _WIDTH - _LABEL - _FIGURE
    bars = tuple(
        DrawnBar(_cut(bar.label), bar.value, at * _ROW, round(bar.value / most * room, 1))
        for at, bar in enumerate(chart.bars)
    )
    return Drawing(chart, bars, len(bars) * _ROW, _summary(chart.bars, chart.unit))


def _summary(bars: Sequence[Bar], unit: str) -> str:
    return "; ".join(f"{bar.label}: {bar.value:,} {unit}" for bar in bars) + "."


def _cut(label: str, most: int = 46) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


@cache
def _template() -> Template:
    # Everything is escaped: names and lists are what people typed.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = lambda number: f"{number:,}"
    environment.filters["percent"] = lambda share: f"{share:.1%}"
    return environment.get_template("scan_page.html")
