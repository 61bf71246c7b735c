"""Small turns of phrase that all displays share."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

import orjson
from rich.table import Table
from rich.text import Text

DEFAULT_CONFIG = Path("talentsync.yaml")


def command(words: str, config: Path = DEFAULT_CONFIG) -> str:
    """A command that can be pasted, with the configuration it is about where that is not the usual one."""
    where = "" if config == DEFAULT_CONFIG else f" --config {shlex.quote(str(config))}"
    return f"talentsync {words}{where}"


def plain(value: object) -> str:
    """A value as one line of text. Control characters, which could rule a terminal, are shown and not obeyed."""
    text = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def typed(path: Path) -> str:
    """A path within such a command."""
    return plain(shlex.quote(str(path)))


def json_text(data: object) -> str:
    """JSON for machines that is safe to look at: what could rule a terminal is written as ``\\uXXXX``, which means the
    same."""
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 person``, ``2 people``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table whose cells are shown as they are: a value in [brackets] is no markup. Numbers stand to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for position, column in enumerate(columns):
        figures = bool(rows) and all(isinstance(row[position], int) for row in rows)
        made.add_column(column, justify="right" if figures else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(plain(cell)) for cell in row))
    return made
