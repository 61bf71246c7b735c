"""What import-linter cannot see: the engine and the shared mappings name no vendor, and nothing imports the command
line, which itself reaches for the engine alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors import registry

ROOT = Path(__file__).parent.parent
VENDORS = sorted(set(registry.BUILT_IN) - {"memory"})  # "memory" is also a plain word
NEUTRAL = sorted([*ROOT.glob("syncengine/**/*.py"), *ROOT.glob("mappings/**/*.py")])


def _path(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at() -> None:
    assert VENDORS == ["gem", "greenhouse"]
    assert len(NEUTRAL) > 40


@pytest.mark.parametrize("path", NEUTRAL, ids=_path)
def test_no_vendor_is_named(path: Path) -> None:
    named = re.compile(rf"\b({'|'.join(VENDORS)})\b", re.IGNORECASE)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if named.search(line)] == []


def test_the_command_line_uses_the_engine_alone() -> None:
    used = {name.partition(".")[0] for path in ROOT.glob("cli/*.py") for name in _imports(path)}
    ours = used & {"connectors", "mappings", "syncengine"}
    assert ours == {"syncengine"}


def test_nothing_imports_the_command_line() -> None:
    everything = [*NEUTRAL, *ROOT.glob("connectors/**/*.py")]
    assert [_path(path) for path in everything if "cli" in {name.partition(".")[0] for name in _imports(path)}] == []


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
