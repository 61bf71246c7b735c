"""Scans from files or from systems, and where their results go. What has personal data in it is for its owner alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mappings.problems import Problem
from syncengine.bulk import CannotMatch, Request
from syncengine.bulk.complaints import about
from syncengine.front.accessing import write_private
from syncengine.front.display.codes import FINE, UNFINISHED
from syncengine.front.display.scan_page import page
from syncengine.scan import Finding, Scan, Survey, judge
from syncengine.scan.findings import headings
from syncengine.settings.starter import AlreadyThere


@dataclass(frozen=True, slots=True)
class Done:
    """A scan, and where its results went. ``put_aside`` counts rows of files that could not be read."""

    scan: Scan
    written: tuple[Path, ...] = ()
    put_aside: int = 0

    @property
    def code(self) -> int:
        """What was found is the result; rows that were put aside are work that is left."""
        return UNFINISHED if self.put_aside else FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A scan as it was asked for: of two files, or of what is configured when there are none. ``report`` is a page,
    ``folder`` takes one CSV for each finding; ``names`` shows in the page who people are."""

    ats: Path | None = None
    crm: Path | None = None
    report: Path | None = None
    folder: Path | None = None
    names: bool = False
    nurture: Sequence[str] = ()
    keep: Path | None = None
    columns: Sequence[str] = ()
    encoding: str | None = None
    bad_rows: Path | None = None
    pads: bool = False
    overwrite: bool = False
    workers: int = 0

    def check(self) -> Request | None:
        """Whatever stands in the way is better known before the work than after it. Returns how files are to be read,
        or None where systems are. Raises CannotMatch, AlreadyThere, OSError."""
        if problems := list(self._problems()):
            raise CannotMatch(problems)
        self._check_places()
        if self.ats is None:
            return None
        return Request(
            left=self.ats,
            right=self.crm,
            columns=self.columns,
            encoding=self.encoding,
            bad_rows=self.bad_rows,
            pads=self.pads,
            overwrite=self.overwrite,
            workers=self.workers,
            with_facts=True,
        )

    def _problems(self) -> Iterator[Problem]:
        if self.ats is not None and self.crm is None:
            yield about(
                self.ats, "is one file", fix="name the export of the CRM, too; for ghosts in one file: talentsync match"
            )
        if self.ats is not None and self.keep is not None:
            yield about("--keep", "is for what is read live, not for files")
        if self.ats is None and any((self.columns, self.encoding, self.bad_rows, self.pads)):
            yield about("--columns, --encoding, --bad-rows and --pad-short-rows", "are for files, and no file is named")
        yield from self._read_themselves(path for path in (self.report, self.folder) if path is not None)
        places = [path.absolute() for path in (self.report, self.folder, self.bad_rows) if path is not None]
        if len(set(places)) < len(places):
            yield about("--out, --csv and --bad-rows", "need a place each")

    def _read_themselves(self, written: Iterable[Path]) -> Iterator[Problem]:
        read = [path for path in (self.ats, self.crm) if path is not None]
        for path in written:
            if any(_is_same(path, each) for each in read):
                yield about(path, "is one of the files to be read; name another place for what comes out")

    def _check_places(self) -> None:
        if self.report is not None:
            if self.report.is_dir():
                raise IsADirectoryError(21, "is a folder, not a file", str(self.report))
            if self.report.exists() and not self.overwrite:
                raise AlreadyThere(f"{self.report} is there already; to overwrite it: --force")
            if not self.report.parent.is_dir():
                raise FileNotFoundError(2, "no such folder", str(self.report.parent))
        if self.folder is not None and self.folder.exists():
            if not self.folder.is_dir():
                raise NotADirectoryError(20, "is not a folder", str(self.folder))
            if any(self.folder.glob("*.csv")) and not self.overwrite:
                raise AlreadyThere(f"{self.folder} has CSV files in it already; to overwrite them: --force")

    def conclude(self, survey: Survey, *, put_aside: Sequence[int] = ()) -> Done:
        """Judge, and write all that was asked for. Raises CannotMatch where a table would take the place of a file that
        was read."""
        scan = judge(survey)
        tables = [self.folder / f"{each.key}.csv" for each in scan.findings] if self.folder else []
        if problems := list(self._read_themselves(tables)):
            raise CannotMatch(problems)
        return Done(scan, tuple(self._write(scan)), sum(put_aside))

    def _write(self, scan: Scan) -> Iterator[Path]:
        if self.report is not None:
            write_private(self.report, page(scan, names=self.names), overwrite=self.overwrite)
            yield self.report
        if self.folder is not None:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for finding in scan.findings:
                path = self.folder / f"{finding.key}.csv"
                if finding.judged:
                    write_private(path, csv_text(scan, finding), overwrite=self.overwrite)
                elif self.overwrite:
                    path.unlink(missing_ok=True)  # of an earlier scan that could judge it
            yield self.folder


def _is_same(one: Path, other: Path) -> bool:
    """However the two are spelt."""
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def today() -> date:
    """The day (UTC) on which files are judged."""
    return datetime.now(UTC).date()


def csv_text(scan: Scan, finding: Finding) -> str:
    """One row for each record, pair or person. Ids and names of lists are the users': none may become a formula when
    the table is opened in a spreadsheet."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(headings(finding))
    out.writerows(map(_safe, scan.rows(finding)))
    return text.getvalue()


def _safe(cells: Sequence[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells]
