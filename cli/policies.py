# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Policies: tried, compared, explained."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.frame import opened, policy, say, screen, show
from cli.options import CONFIG, Cases, Config, Json, OnePolicy, OtherPolicy, Tested, Whom


@policy.callback()
def policies() -> None:
    """Try a policy, see what it decides about somebody, and who would move under another.

    \b
    Example:
      talentsync policy test
    """


@policy.command("test")
def policy_test(file: Tested = None, cases: Cases = None, config: Config = CONFIG, json: Json = False) -> None:
    """Run the test cases of a policy; no system and no store is needed.

    \b
    Example:
      talentsync policy test
      talentsync policy test policy.yaml --cases policy-tests.yaml
    """
    with opened("policy test", config):
        from syncengine.front.display.policy import cases as display
        from syncengine.front.policy.running import try_policy

        trial = try_policy(file, cases or (), config=config)
        show(*display.trial_lines(trial), data=display.trial_json(trial), as_json=json)
        raise typer.Exit(display.exit_code(trial))


@policy.command("explain")
def policy_explain(who: Whom, config: Config = CONFIG, json: Json = False) -> None:
    """Show which rule decides about somebody, and why the others do not.

    \b
    Example:
      talentsync policy explain greenhouse:17
    """
    with opened("policy explain", config) as session:
        from syncengine.front.display.policy import verdicts
        from syncengine.front.policy.explaining import explain_policy

        told = explain_policy(session.settings(), who)
        show(*verdicts.told_shown(told, config=config), data=verdicts.told_json(told), as_json=json)


@policy.command("diff")
def policy_diff(
    old: OnePolicy,
    new: OtherPolicy,
    everybody: Annotated[bool, typer.Option("--all", help="Name everybody who moves.")] = False,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Show who would move where under another policy; ask no system, write nothing.

    \b
    Example:
      talentsync policy diff current new-policy.yaml
      talentsync policy diff last current --all
    """
    with opened("policy diff", config) as session:
        from syncengine.front.display.policy import diffs
        from syncengine.front.policy.differing import diff_policies

        with session.bars(screen()) as bars:
            found = diff_policies(session.settings(), old, new, progress=bars.planned)
        shown = diffs.differing_shown(found, everybody=everybody)
        show(*shown, data=diffs.differing_json(found, everybody=everybody), as_json=json)


@policy.command("schema")
def policy_schema(
    out: Annotated[Path | None, typer.Option("--out", help="Where the schema goes. Default: stdout.")] = None,
) -> None:
    """Print the JSON Schema of policy files, for editors.

    \b
    Example:
      talentsync policy schema --out policy.schema.json
    """
    with opened("policy schema", CONFIG):
        from syncengine.front.policy.editors import write_schema

        schema = write_schema(out)
        if out is None:
            show(data=schema, as_json=True)
        else:
            say(f"{out} is written.")


@policy.command("show")
def policy_show(file: Tested = None, config: Config = CONFIG, json: Json = False) -> None:
    """Print a policy whole: the file, and what it takes over from the shipped one.

    \b
    Example:
      talentsync policy show
      talentsync policy show policy.yaml > whole.yaml
    """
    with opened("policy show", config):
        from syncengine.front.display.policy.whole import policy_data, policy_yaml
        from syncengine.front.policy.naming import configured_policy, policy_file
        from syncengine.settings import read_policy

        found = read_policy(policy_file(file, configured=configured_policy(config)))
        show(policy_yaml(found), data=policy_data(found), as_json=json)
