# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""What was done, and by whom."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.frame import audit, opened, say, show
from cli.options import CONFIG, Config, Force, Json

Person = Annotated[str | None, typer.Option("--person", metavar="PERSON|SYSTEM:ID", help="What is about somebody.")]
Run = Annotated[str | None, typer.Option("--run", metavar="RUN", help="What one pass did.")]


Format = Literal["jsonl", "csv"]


@audit.callback()
def audits() -> None:
    """See what was written and decided, by whom; prove that nobody changed that.

    \b
    Example:
      talentsync audit verify
    """


@audit.command("verify")
def audit_verify(
    file: Annotated[Path | None, typer.Option("--file", help="An export instead of the store.")] = None,
    head: Annotated[str | None, typer.Option("--head", metavar="N:HASH", help="An end shown before.")] = None,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Prove that nothing in the audit was changed or removed, or name it.

    It also compares the journal with what was told of it. Exit code 3 when something is not as it was.

    \b
    Example:
      talentsync audit verify
      talentsync audit verify --file audit.jsonl
    """
    with opened("audit verify", config) as session:
        from syncengine.front.auditing import verify
        from syncengine.front.display import audits as display

        verdict = verify(session.settings, file=file, known=head)
        lines = display.verdict_lines(verdict, config=config)
        show(*lines, data=display.verdict_json(verdict), as_json=json)
        if verdict.is_whole and file is None:
            say(display.said_line(verdict, config=config))
        raise typer.Exit(display.exit_code(verdict))


@audit.command("export")
def audit_export(
    out: Annotated[Path | None, typer.Option("--out", help="Where it goes. Default: stdout.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="From this day or time on, UTC.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Before this day or time.")] = None,
    person: Person = None,
    form: Annotated[Format, typer.Option("--format", help="Lines of JSON can be checked.")] = "jsonl",
    force: Force = False,
    config: Config = CONFIG,
) -> None:
    """Write the audit to a file that anybody can check without the store.

    \b
    Example:
      talentsync audit export --out audit.jsonl
      talentsync audit export --person greenhouse:17 --format csv
    """
    with opened("audit export", config) as session:
        from syncengine.front.auditing import Asked, export

        asked = Asked(who=person, since=since, until=until)
        export(session.settings(), asked, form=form, out=out, stdout=sys.stdout.buffer, overwrite=force)
        if out is not None:
            say(f"{out} is written.")


@audit.command("show")
def audit_show(
    person: Person = None,
    run: Run = None,
    last: Annotated[int, typer.Option("--last", min=1, help="So many entries at the most.")] = 50,
    config: Config = CONFIG,
    json: Json = False,
) -> None:
    """Show the latest entries, of everybody, one person or one pass.

    \b
    Example:
      talentsync audit show --last 20
      talentsync audit show --person greenhouse:17
    """
    with opened("audit show", config) as session:
        from syncengine.front.auditing import Asked, read
        from syncengine.front.display.audits import entries_json, entries_shown

        found = read(session.settings(), Asked(who=person, run_id=run), limit=last)
        show(entries_shown(found), data=entries_json(found), as_json=json)
