"""What options and arguments of commands mean; each is said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

LogFormat = Literal["human", "json"]
Config = Annotated[Path, typer.Option("--config", "-c", envvar="TALENTSYNC_CONFIG", help="The configuration file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines on stdout.")]
Verbose = Annotated[int, typer.Option("--verbose", "-v", count=True, help="Log decisions to stderr; -vv requests too.")]
Logs = Annotated[LogFormat, typer.Option("--log-format", help="How log lines look.")]


class Guard(StrEnum):
    """Guards that may be told to let a pass through. (Typer takes lists of enums, not of literals.)"""

    MASS_CHANGE = "mass-change"
    MASS_CREATE = "mass-create"
    EMPTIED_SIDE = "emptied-side"
    CLOCK_JUMP = "clock-jump"


class Effect(StrEnum):
    """What writes of a plan bring about."""

    CREATES = "creates"
    LINKS = "links"
    FIELDS = "fields"
    POOLS = "pools"
    NOTES = "notes"
    RESTRICTIONS = "restrictions"
    MAILS = "mails"


Accept = Annotated[list[Guard] | None, typer.Option("--accept", help="Go on where this guard would stop; repeatable.")]
Id = Annotated[int, typer.Argument(metavar="ID", help="The number that `talentsync review list` shows.")]
Letter = Annotated[int, typer.Argument(metavar="ID", help="The number that `talentsync queue list --cause` shows.")]
Letters = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Numbers of single letters.")]
Cause = Annotated[str | None, typer.Option("--cause", metavar="CAUSE", help="Those of this cause.")]
Sender = Annotated[str | None, typer.Argument(metavar="[SYSTEM]", help="Default: all that send webhooks.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Count them and change nothing.")]
Connectors = Annotated[list[str] | None, typer.Argument(metavar="[CONNECTOR]...", help="Default: greenhouse gem.")]
People = Annotated[int, typer.Option("--people", min=100, help="How many people live in the two systems.")]
Crowd = Annotated[int, typer.Option("--people", min=120, help="How many people live in the two systems.")]
Seed = Annotated[int, typer.Option("--seed", help="The same number makes the same people.")]
Port = Annotated[int, typer.Option("--port", help="The next two: the other system, and webhooks. Default: free.")]
Folder = Annotated[Path | None, typer.Option("--folder", help="Where the configuration goes. Default: a new one.")]
Kept = Annotated[Path | None, typer.Option("--folder", help="Keep configuration and store here. Default: nowhere.")]
Left = Annotated[Path, typer.Argument(metavar="LEFT.csv", help="A file of people: CSV of any spreadsheet, or .csv.gz.")]
Right = Annotated[Path | None, typer.Argument(metavar="RIGHT.csv", help="The other. Without it: ghosts in the first.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where the links go, as CSV.")]
Columns = Annotated[list[str] | None, typer.Option("--columns", help="NAME=MEANING,left:NAME=MEANING,NAME=unused")]
Compare = Annotated[list[str] | None, typer.Option("--compare", help="NAME=KIND,LEFT_NAME~RIGHT_NAME=KIND")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Of files that are not Unicode. Default: a guess.")]
BadRows = Annotated[Path | None, typer.Option("--bad-rows", help="Put rows that cannot be read here, and go on.")]
Pad = Annotated[bool, typer.Option("--pad-short-rows", help="Cells missing at the end of a row are empty.")]
Everything = Annotated[bool, typer.Option("--all", help="Pairs that are probably different, too.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what the columns are taken for, and do nothing more.")]
GhostCost = Annotated[float | None, typer.Option("--cost-of-ghost", help="Of a missed link, in pairs looked at.")]
MergeCost = Annotated[float | None, typer.Option("--cost-of-wrong-merge", help="Of a wrong link, in pairs looked at.")]
OnlyEffects = Annotated[list[Effect] | None, typer.Option("--only", help="Writes of this effect; repeatable.")]
OfSystems = Annotated[list[str] | None, typer.Option("--system", help="Writes to this system; repeatable.")]
OfPeople = Annotated[
    list[str] | None, typer.Option("--person", metavar="PERSON|SYSTEM:ID", help="About this person; repeatable.")
]
OfFields = Annotated[list[str] | None, typer.Option("--field", help="Writes of this field; repeatable.")]
SavedAs = Annotated[Path | None, typer.Option("--out", help="Save it in this file, for `talentsync apply`.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="What `talentsync plan --out` saved.")]
OldPlan = Annotated[Path, typer.Argument(metavar="OLD", help="What `talentsync plan --out` saved.")]
NewPlan = Annotated[Path, typer.Argument(metavar="NEW", help="The same, later.")]
Alive = Annotated[Path | None, typer.Option("--alive", help="Touch this file while all goes well.")]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Processes to work with. Default: as many as are of use.")
]
Whom = Annotated[str, typer.Argument(metavar="PERSON|SYSTEM:ID", help="A person, or a record of one.")]
Tested = Annotated[
    str | None, typer.Argument(metavar="[POLICY]", help="A file, or `default`. Default: the configured one.")
]
OnePolicy = Annotated[str, typer.Argument(metavar="OLD", help="A file, default, current, last or a fingerprint.")]
OtherPolicy = Annotated[str, typer.Argument(metavar="NEW", help="The same.")]
Cases = Annotated[list[Path] | None, typer.Option("--cases", help="Repeatable. Default: policy-tests.yaml beside it.")]
CONFIG = Path("talentsync.yaml")
VENDORS = ("greenhouse", "gem")
