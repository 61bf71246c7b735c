# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""First steps: a configuration, and whether it works."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.frame import app, opened, say, show
from cli.options import CONFIG, VENDORS, Config, Connectors, Json, Logs, Verbose


@app.command()
def init(
    connectors: Connectors = None,
    config: Config = CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a first configuration, with a comment on every setting.

    \b
    Example:
      talentsync init greenhouse gem
    """
    with opened("init", config):
        from syncengine.front.display.words import command
        from syncengine.settings.starter import write_first

        write_first(config, connectors or VENDORS, overwrite=force)
        say(f"{config} is written. Fill in its settings, then run: {command('check', config)}")


@app.command()
def check(config: Config = CONFIG, json: Json = False, verbose: Verbose = 0, log_format: Logs = "human") -> None:
    """Check credentials, permissions and mapping, and tell the fix for each problem.

    \b
    Example:
      talentsync check
    """
    with opened("check", config, verbose, log_format) as session:
        from syncengine.front.checks import check_installation
        from syncengine.front.display.findings import finding_lines, findings_json
        from syncengine.front.display.words import command

        report = check_installation(config, learn=session.redactor.protect)
        show(*finding_lines(report, go_on=command("plan", config)), data=findings_json(report), as_json=json)
        raise typer.Exit(2 if report.of("problem") else 0)
