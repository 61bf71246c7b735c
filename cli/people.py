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
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="TIME", help="As recorded then: a date, or 3d.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only what happened since then.")] = None,
    last: Annotated[int, typer.Option("--last", min=1, help="So many events of the timeline.")] = 50,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Show who somebody is, what happened and why, or compare two records.

    \b
    Example:
      talentsync explain greenhouse:17
      talentsync explain greenhouse:17 --as-of 2026-11-22T09:30
      talentsync explain greenhouse:17 gem:cand_4
    """
    with opened("explain", config) as session:
        from syncengine.front import explain as people
        from syncengine.front import explain_pair as pairs
        from syncengine.front.display import as_of as moments
        from syncengine.front.display import explanations
        from syncengine.front.timeline.as_of import read_as_of

        if other is not None:
            pair = pairs.explain_pair(session.settings(), who, other, as_of=as_of)
            show(*explanations.pair_shown(pair), data=explanations.pair_json(pair), as_json=json)
        elif as_of is not None:
            then = read_as_of(session.settings(), who, as_of)
            show(*moments.as_of_shown(then, config=config), data=moments.as_of_json(then), as_json=json)
        else:
            found = people.explain(session.settings(), who, since=since)
            shown = explanations.explained_shown(found, last=last, config=config)
            show(*shown, data=explanations.explained_json(found, last=last), as_json=json)
