# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""Who somebody is."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.frame import app, opened, show
from cli.options import CONFIG, Config, Json, Whom


@app.command()
def ghosts(config: Config = CONFIG, json: Json = False) -> None:
    """List people with several records in one system, to be merged there.

    \b
    Example:
      talentsync ghosts
    """
    with opened("ghosts", config) as session:
        from syncengine.front.display.ghosts import ghosts_json, ghosts_shown
        from syncengine.front.ghosts import read_ghosts

        found = read_ghosts(session.settings())
        show(ghosts_shown(found), data=ghosts_json(found), as_json=json)


@app.command()
def explain(
    who: Whom,
    other: Annotated[str | None, typer.Argument(metavar="[SYSTEM:ID]", help="Another record: compare the two.")] = None,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Show who somebody is and why, or why two records are not one person.

    \b
    Example:
      talentsync explain greenhouse:17
      talentsync explain greenhouse:17 gem:cand_4
    """
    with opened("explain", config) as session:
        from syncengine.front import explain as people
        from syncengine.front import explain_pair as pairs
        from syncengine.front.display import explanations

        if other is not None:
            pair = pairs.explain_pair(session.settings(), who, other)
            show(*explanations.pair_shown(pair), data=explanations.pair_json(pair), as_json=json)
            return
        found = people.explain(session.settings(), who)
        shown = explanations.explained_shown(found, config=config)
        show(*shown, data=explanations.explained_json(found), as_json=json)
