"""The documentation is true: every command in it runs, every table of the merge is what the merge does."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from connectors import registry
from mappings.canonical import FIELDS
from mappings.policy import FieldRule
from syncengine.core.merge import merge
from syncengine.core.model import Abilities, Side
from syncengine.rehearsal import serve_pair

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/*.md"))]
VENDORS = tuple(sorted(set(registry.BUILT_IN) - {"memory"}))
_BLOCK = re.compile(r"(?:<!-- (?P<mark>[a-z.: ]+) -->\n)?```(?P<language>[a-z]*)\n(?P<text>.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. ``mark`` says how its commands are tested: ``run: empty``, ``run: pair``, ``run: files`` or
    ``help``. ``file: NAME`` marks what is in a file that commands of ``run: files`` find."""

    document: str
    language: str
    mark: str
    lines: tuple[str, ...]


def _blocks() -> Iterator[Block]:
    for document in DOCS:
        for found in _BLOCK.finditer(document.read_text(encoding="utf-8")):
            lines = tuple(line for line in found["text"].splitlines() if line.strip())
            yield Block(document.name, found["language"], found["mark"] or "", lines)


def _commands(mark: str) -> list[list[str]]:
    """Arguments of every talentsync command in blocks of that mark, in the order of the documents."""
    lines = [line for block in _blocks() if block.language == "console" and block.mark == mark for line in block.lines]
    return [shlex.split(line.removeprefix("$ talentsync ")) for line in lines]


def test_every_console_block_says_how_it_is_tested() -> None:
    console = [block for block in _blocks() if block.language == "console"]
    assert {block.mark for block in console} == {"run: empty", "run: pair", "run: files", "help"}
    assert all(line.startswith("$ talentsync ") for block in console for line in block.lines)


def test_commands_run_in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in _commands("run: empty"):
        assert CliRunner().invoke(app, command).exit_code == 0, command


def test_commands_run_against_a_pair_of_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 says that something waits for a human, which is true of this population."""
    monkeypatch.chdir(tmp_path)
    with serve_pair(VENDORS, people=100, seed=2, limits=False, folder=tmp_path):
        for command in _commands("run: pair"):
            result = CliRunner().invoke(app, command)
            assert result.exit_code in {0, 1}, (command, result.output)


def test_commands_run_in_a_folder_with_the_files_that_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in _blocks():
        if block.mark.startswith("file: "):
            (tmp_path / block.mark.removeprefix("file: ")).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
    for command in _commands("run: files"):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, (command, result.output)


@pytest.mark.parametrize("command", _commands("help"), ids=" ".join)
def test_commands_that_take_their_time_exist(command: list[str]) -> None:
    assert CliRunner().invoke(app, [*command, "--help"]).exit_code == 0


def test_shell_blocks_use_what_exists() -> None:
    """Installation is not tested here; targets of make are looked up."""
    lines = [line for block in _blocks() if block.language == "sh" for line in block.lines]
    allowed = ("git clone ", "cd ", "pip install ", "docker compose ")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in lines:
        assert line.startswith(allowed) or line.removeprefix("make ") in targets, line


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    groups = {group.name or "" for group in app.registered_groups}
    assert [name for name in sorted(names | groups) if f"`talentsync {name}" not in readme] == []


def test_links_lead_somewhere() -> None:
    for document in DOCS:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert target.startswith("https://") or (document.parent / target).exists(), (document.name, target)


def _merge_rows() -> list[tuple[str, ...]]:
    text = (ROOT / "docs" / "merge.md").read_text(encoding="utf-8")
    table = text.partition("## A single value")[2].partition("## ")[0]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines() if "|" in line]
    return rows[2:]


@pytest.mark.parametrize("row", _merge_rows(), ids=lambda row: str(row[-1]))
def test_the_merge_does_what_its_table_says(row: tuple[str, ...]) -> None:
    before, now, written = row[0:2], row[2:4], row[4:6]
    sides = [_side(role, before=before[place], now=now[place]) for place, role in enumerate(("ats", "crm"))]
    merged = merge(FIELDS["title"], sides, FieldRule("crm", frozenset({"ats", "crm"})))
    for side, cell in zip(sides, written, strict=True):
        assert merged.wanted.get(side.system, "=") == (None if cell == "-" else cell)


def _side(role: str, *, before: str, now: str) -> Side:
    everything = Abilities(frozenset(FIELDS), frozenset(FIELDS))
    shown = {} if now == "." else {"title": None if now == "-" else now}
    agreed = {} if before == "." else {"title": before}
    return Side(role, "ats" if role == "ats" else "crm", shown, agreed, everything, ref="1")
