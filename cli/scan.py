# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""What is wrong today, before anything is written."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from cli.frame import app, opened, say, screen, show
from cli.options import CONFIG, BadRows, Columns, Config, Encoding, Force, Json, Pad, Verbose, Workers

_File = "CSV of any spreadsheet, or .csv.gz."


@app.command()
def scan(
    ats: Annotated[Path | None, typer.Argument(metavar="[ATS.csv]", help=f"People of the ATS: {_File}")] = None,
    crm: Annotated[
        Path | None, typer.Argument(metavar="[CRM.csv]", help="People of the CRM. Default: both live.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the report goes, as HTML.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="A folder for one CSV with record ids per finding.")] = None,
    names: Annotated[bool, typer.Option("--names", help="Names in the report's examples. Default: ids alone.")] = False,
    nurture: Annotated[
        list[str] | None, typer.Option("--nurture", help="A list in which people are written to: NAME, NAME*.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Keep what was read live in this folder. Default: nowhere.")
    ] = None,
    columns: Columns = None,
    encoding: Encoding = None,
    bad_rows: BadRows = None,
    pad_short_rows: Pad = False,
    force: Force = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be read, and do nothing more.")] = False,
    workers: Workers = 0,
    config: Config = CONFIG,
    json: Json = False,
    verbose: Verbose = 0,
) -> None:
    """Show what is wrong today, live or in two CSV exports; write nothing there.

    \b
    Example:
      talentsync scan ats.csv crm.csv --out report.html
      talentsync scan --out report.html --csv findings
    """
    files = [shlex.quote(str(path)) for path in (ats, crm) if path is not None]
    with opened(" ".join(("scan", *files)), config, verbose) as session:
        from syncengine import bulk
        from syncengine.front import scanning
        from syncengine.front.display import linkings, scan_json, scan_screen
        from syncengine.front.interruption import told_to_end_as_interrupted
        from syncengine.scan.files import survey_files
        from syncengine.scan.systems import apart, survey_systems

        ordered = scanning.Ordered(
            ats=ats,
            crm=crm,
            report=out,
            folder=csv,
            names=names,
            nurture=nurture or (),
            keep=keep,
            columns=columns or (),
            encoding=encoding,
            bad_rows=bad_rows,
            pads=pad_short_rows,
            overwrite=force,
            workers=workers,
        )
        request = ordered.check()
        if request is None:
            settings = session.settings()
            if dry_run:
                show(*scan_screen.settings_shown(settings), data=scan_json.settings_json(settings), as_json=json)
                return
            with (
                told_to_end_as_interrupted(),
                apart(settings, keep=keep, overwrite=force) as own,
                session.engine(screen(), settings=own) as (engine, bars),
            ):
                survey = survey_systems(engine, reporter=bars, nurture=ordered.nurture, names=names)
            done = ordered.conclude(survey)
        else:
            looked = bulk.look(request)
            say(*looked.doubts)
            if dry_run:
                show(linkings.looked_shown(looked), data=linkings.looked_json(looked), as_json=json)
                return
            with linkings.bars(screen(), looked) as told:
                found = survey_files(
                    request, looked, told=told, today=scanning.today(), nurture=ordered.nurture, names=names
                )
            done = ordered.conclude(found.survey, put_aside=found.put_aside)
        following = scan_screen.following(ordered, config)
        show(scan_screen.scan_shown(done, following=following), data=scan_json.scan_json(done), as_json=json)
        raise typer.Exit(done.code)
