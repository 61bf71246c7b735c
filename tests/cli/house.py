"""Two small sandboxes over real HTTP, a configuration that leads to them, and the command run against them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import yaml
from typer.testing import CliRunner, Result

from cli import app
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from tests.stories.words import somebody

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class House:
    """``settings`` may be changed before a command runs: system -> setting -> value. ``in_ats`` and ``in_crm`` are the
    ids of those who lived there at the start."""

    folder: Path
    ats: GreenhouseSandbox
    crm: GemSandbox
    settings: dict[str, dict[str, str]]
    extra: dict[str, Any] = field(default_factory=dict)
    in_ats: list[int] = field(default_factory=list)
    in_crm: list[str] = field(default_factory=list)

    @property
    def config(self) -> Path:
        return self.folder / "talentsync.yaml"

    @property
    def writes(self) -> int:
        """Writes that both sandboxes saw so far, logins not counted."""
        seen = [*self.ats.journal.writes(), *self.crm.journal.writes()]
        return sum(entry.path != "/token" for entry in seen)

    def write_config(self) -> None:
        systems = {
            "greenhouse": {"connector": "greenhouse", **self.settings["greenhouse"]},
            "gem": {"connector": "gem", **self.settings["gem"]},
        }
        self.config.write_text(yaml.safe_dump({"version": 1, "systems": systems, **self.extra}))

    def run(self, *words: str, stdin: str | None = None) -> Ran:
        """``talentsync WORDS`` in this process, with the configuration of this house."""
        self.write_config()
        return run_here(*words, "-c", str(self.config), stdin=stdin)

    def start(self, *words: str, talk: IO[str] | int = subprocess.PIPE) -> subprocess.Popen[str]:
        """``talentsync WORDS`` as a process of its own; its stderr goes to ``talk``."""
        self.write_config()
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *words, "-c", str(self.config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=talk,
            text=True,
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "200"},
        )

    def process(self, *words: str) -> Ran:
        child = self.start(*words)
        out, err = child.communicate(timeout=60)
        return Ran(child.returncode, out, err)


def run_here(*words: str, stdin: str | None = None) -> Ran:
    """``talentsync WORDS`` in this process. An exception that got out is a failure of the test."""
    result: Result = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(words), input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def fill(house: House) -> None:
    """Three in both, an applicant in the ATS alone, a sourced person in the CRM alone."""
    job = house.ats.act("find_job", name="Data Engineer")
    for number in range(4):
        house.in_ats.append(house.ats.act("add_candidate", **ats_fields(number)))
    for number in (0, 1, 2, 4):
        house.in_crm.append(house.crm.act("add_candidate", **crm_fields(number)))
    house.ats.act("apply", candidate_id=house.in_ats[3], job_id=job)


def name_of(number: int) -> str:
    """What the person with that number is called in full."""
    first, last, _ = somebody(number)
    return f"{first} {last}"


def ats_fields(number: int) -> dict[str, Any]:
    first, last, address = somebody(number)
    email = {"value": address, "type": "personal"}
    return {"first_name": first, "last_name": last, "email_addresses": [email]}


def crm_fields(number: int) -> dict[str, Any]:
    first, last, address = somebody(number)
    email = {"email_address": address, "is_primary": True}
    return {"first_name": first, "last_name": last, "emails": [email], "company": "Initech"}
