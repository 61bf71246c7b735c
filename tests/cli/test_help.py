"""Every command says in one sentence what it does, and shows an example that can be pasted."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from cli import app
from tests.cli.house import ROOT, run_here

COMMANDS = (
    "init",
    "scan",
    "check",
    "plan",
    "plan show",
    "plan diff",
    "apply",
    "backfill",
    "sync",
    "resume",
    "run",
    "receive",
    "worker",
    "status",
    "audit verify",
    "audit export",
    "audit show",
    "review list",
    "review same",
    "review different",
    "review retry",
    "review leave",
    "review anew",
    "review erase",
    "review consent",
    "queue list",
    "queue show",
    "queue retry",
    "queue edit",
    "queue drop",
    "webhooks check",
    "webhooks register",
    "webhooks test",
    "ghosts",
    "sandbox",
    "demo",
    "match",
    "match train",
    "explain",
    "undo",
    "policy test",
    "policy explain",
    "policy diff",
    "policy schema",
    "policy show",
    "forget",
    "access",
    "rehearse",
)


def test_these_are_all_commands() -> None:
    top = typer.main.get_command(app)
    names = {f"{name} {inner}" if inner else name for name, inner in _leaves(top)}
    assert names == set(COMMANDS)


def _leaves(group: object) -> list[tuple[str, str]]:
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]  # a group has commands
        inner = getattr(command, "commands", {})
        found += [(name, each) for each in inner] or [(name, "")]
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_a_sentence_and_an_example(command: str) -> None:
    shown = run_here(*command.split(), "--help")
    assert shown.code == 0
    lines = [line.strip() for line in shown.out.splitlines()]
    sentence = lines[2]
    assert sentence.endswith(".")
    example = lines[lines.index("Example:") + 1]
    assert example.startswith(f"talentsync {command}")


def test_the_top_help_tells_the_exit_codes_and_an_example() -> None:
    shown = run_here("--help")
    assert shown.code == 0
    assert "talentsync demo" in shown.out
    assert "Exit codes: 0 fine, 1 parked or waiting work is left, 2 wrong" in shown.out


def test_the_version_is_one_line() -> None:
    assert run_here("--version").out.split() == ["talentsync", "0.1.0"]


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['talentsync', '--help']\n"
        "from cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'httpx', 'rich', 'syncengine', 'connectors'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_option_is_wrong_usage() -> None:
    ran = run_here("plan", "--jsno")
    assert (ran.code, ran.out) == (2, "")
    assert "--json" in ran.err
