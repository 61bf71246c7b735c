"""`talentsync match train`: on decisions in the store, or on files. A model counts only if it was worth it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mappings.problems import Problem
from syncengine.bulk.complaints import Abandoned, CannotMatch, about
from syncengine.bulk.looking import Looked, Request
from syncengine.bulk.model_files import model_file
from syncengine.bulk.whole_files import written_whole
from syncengine.core.matching.model import dump, shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.identity.keeping import bring_up_to_date
from syncengine.settings import Matching
from syncengine.store import Store, models
from syncengine.training.decisions import Decisions, train_on_decisions
from syncengine.training.sheets import FileTraining, Told, train_on_files
from syncengine.training.training import Training
from syncengine.training.trial import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What was asked for. Without ``left``: the decisions in the store. ``reset`` goes back to the start."""

    left: Path | None = None
    right: Path | None = None
    labels: Path | None = None
    out: Path | None = None
    model: Path | None = None
    columns: Sequence[str] = ()
    encoding: str | None = None
    overwrite: bool = False
    dry_run: bool = False
    reset: bool = False
    workers: int = 0

    def check(self) -> Request | None:
        """The files to look at, None for the store. Raises CannotMatch when options do not fit each other."""
        problems = _of_files(self) if self.left is not None else _of_store(self)
        if problems:
            raise CannotMatch(problems)
        if self.left is None:
            return None
        return Request(
            left=self.left,
            right=self.right,
            out=None if self.dry_run else self.out,
            columns=self.columns,
            encoding=self.encoding,
            overwrite=self.overwrite,
        )


def _of_files(ordered: Ordered) -> list[Problem]:
    problems = []
    if ordered.labels is None:
        fix = "name a CSV file with the columns left_id, right_id and same"
        problems.append(about("--labels", "is missing", fix=fix))
    if ordered.out is None and not ordered.dry_run:
        problems.append(about("--out", "is missing", fix="say where the model goes, or add --dry-run"))
    if ordered.reset:
        problems.append(about("--reset", "is about the model in the store; leave the files out"))
    return problems


def _of_store(ordered: Ordered) -> list[Problem]:
    fix = "name the files that the labels are about: talentsync match train LEFT.csv RIGHT.csv ..."
    given = {"--labels": ordered.labels, "--out": ordered.out, "--model": ordered.model}
    problems = [about(option, "needs files", fix=fix) for option, value in given.items() if value is not None]
    if ordered.reset and ordered.dry_run:
        problems.append(about("--reset", "and --dry-run exclude each other"))
    return problems


def train_in_store(store: Store, matching: Matching, *, by: str, now: float, dry_run: bool) -> Decisions:
    """Train on what humans decided; the model counts from the next pass. Nothing else may use the store meanwhile.
    Raises NotEnough."""
    bring_up_to_date(store)
    with store.read() as connection:
        found = train_on_decisions(connection, start=matching.model, costs=matching.costs)
    training = found.training
    if training.helps and not dry_run:
        with store.write() as connection:
            report = report_json(training)
            models.keep(connection, training.model, start=training.start, report=report, actor=by, now=now)
    return found


def reset(store: Store, *, by: str, now: float) -> bool:
    """Go back to the model that training starts from. False when it is in force already."""
    with store.write() as connection:
        return models.retire_all(connection, by=by, now=now) > 0


def train_for_files(ordered: Ordered, looked: Looked, *, told: Told) -> FileTraining:
    """Train on labelled pairs of files that were looked at, and write the model if it is worth it.

    Raises CannotMatch, NotEnough, OSError, and Abandoned when the user stopped it. Nothing is written in these cases.
    """
    start = shipped() if ordered.model is None else model_file(ordered.model)
    labels = ordered.labels or Path()
    try:
        found = train_on_files(looked, labels, start=start, costs=Costs(), workers=ordered.workers, told=told)
    except KeyboardInterrupt:
        raise Abandoned("Interrupted. Nothing was written.") from None
    if ordered.out is not None and not ordered.dry_run and found.training.helps:
        with written_whole(ordered.out, overwrite=ordered.overwrite) as stream:
            stream.write(dump(found.training.model) + "\n")
    return found


def report_json(training: Training) -> dict[str, Any]:
    """What was measured: versions, figures and weights, nothing about anybody."""
    return {
        "start": training.start.version,
        "model": training.model.version,
        "labels": {"same": training.same, "different": training.different},
        "before": _score_json(training.before),
        "after": _score_json(training.after),
        "helps": training.helps,
        "moves": [asdict(move) for move in training.moves],
    }


def _score_json(score: Score) -> dict[str, Any]:
    figures = {**asdict(score), "surprise": round(score.surprise, 6)}
    return {**figures, "precision": score.precision, "interval": list(score.interval)}
