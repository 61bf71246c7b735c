"""What training came to, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from syncengine.front.display.matchings import percent
from syncengine.front.display.words import command, count, plain, table
from syncengine.front.training import report_json
from syncengine.training.decisions import Decisions
from syncengine.training.sheets import FileTraining
from syncengine.training.training import Training
from syncengine.training.trial import Score


def decisions_shown(found: Decisions, *, dry_run: bool, config: Path) -> Iterator[RenderableType]:
    """Training on decisions in the store."""
    labels = found.labels
    left_out = {
        "do not say which two records they are about": labels.nameless,
        "do not hold any more": labels.outdated,
        "are about a record that is gone": found.gone,
    }
    for why, number in left_out.items():
        if number:
            yield f"{count(number, 'decision')} left out: {why}."
    yield from training_shown(found.training)
    if not found.training.helps:
        yield _KEPT
    elif dry_run:
        yield "Nothing was changed. To let it count, leave out --dry-run."
    else:
        back = command("match train --reset", config)
        yield f"Model {found.training.model.version} counts from the next pass. Back with: {back}"


def files_shown(found: FileTraining, *, out: Path | None) -> Iterator[RenderableType]:
    """Training on files. ``out`` is where the model was written, if it was."""
    if found.unlabelled:
        yield f"{count(found.unlabelled, 'row')} without an answer left out."
    yield from training_shown(found.training)
    if not found.training.helps:
        yield _KEPT
    elif out is not None:
        yield f"Model {found.training.model.version} is written to {plain(out)}."


_KEPT = "On labels that it had not seen the new model does no better: the old one stays in force."


def training_shown(training: Training) -> Iterator[RenderableType]:
    labels = training.same + training.different
    yield f"{count(labels, 'label')}: {training.same} same, {training.different} different."
    columns = ("what would have happened to them", "before", "after, to labels not seen")
    yield table("Measured", columns, list(zip(*_columns(training), strict=True)))
    if training.after.precision is None:
        yield "None of them would be linked without a question: how right such links are, these labels do not say."
    if training.moves:
        rows = [(move.comparison, move.level, f"{move.was:+.2f}", f"{move.now:+.2f}") for move in training.moves]
        yield table("Weights that moved most", ("comparison", "level", "before", "after"), rows)


def _columns(training: Training) -> Iterator[tuple[str, ...]]:
    yield (
        "linked without a question",
        "  right of these",
        "  precision, with 95 % confidence",
        "asked about",
        "left apart",
        "  of these the same person",
        "surprise (less is better)",
    )
    yield _figures(training.before)
    yield _figures(training.after)


def _figures(score: Score) -> tuple[str, ...]:
    low, high = score.interval
    told = "-" if score.precision is None else f"{percent(score.precision)} ({percent(low)} to {percent(high)})"
    numbers = (score.asked, score.apart, score.missed)
    return (str(score.links), str(score.right), told, *map(str, numbers), f"{score.surprise:.4f}")


def reset_shown(gone: bool) -> Iterator[str]:
    yield "What was trained is set aside; it was the model in force." if gone else "Nothing was trained that counts."


def reset_json(gone: bool) -> dict[str, Any]:
    return {"command": "match train", "reset": gone}


def decisions_json(found: Decisions, *, dry_run: bool) -> dict[str, Any]:
    left_out = {"nameless": found.labels.nameless, "outdated": found.labels.outdated, "gone": found.gone}
    stored = found.training.helps and not dry_run
    return {"command": "match train", **report_json(found.training), "left_out": left_out, "stored": stored}


def files_json(found: FileTraining, *, out: Path | None) -> dict[str, Any]:
    written = str(out) if out is not None and found.training.helps else None
    return {
        "command": "match train",
        **report_json(found.training),
        "left_out": {"unlabelled": found.unlabelled},
        "out": written,
    }
