"""Errors in words: what happened, why it matters and what to do next. A user's mistake never shows a traceback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from connectors.errors import Blocked, ConnectorError
from connectors.registry import UnknownConnector
from mappings.loader import UnknownVendor
from mappings.problems import BadFile
from syncengine.audit import NotAnExport
from syncengine.bulk.complaints import MOST, Abandoned, CannotMatch
from syncengine.erasure.asking import NotAsShown, TooMuchSaid
from syncengine.front.auditing import NotAnEnd
from syncengine.front.display.applied_plans import unfit_lines
from syncengine.front.display.codes import GUARDED, MISTAKE, UNFINISHED
from syncengine.front.display.failures import failure_lines
from syncengine.front.display.store_troubles import store_code, store_lines
from syncengine.front.display.words import command, count, plain
from syncengine.front.refs import NotKnown
from syncengine.front.timeline.moments import NotAMoment
from syncengine.front.webhooks.places import NotReady
from syncengine.passes import NotBackfilled
from syncengine.plans import BadPlan, Unfit
from syncengine.serve.receiver.listening import CannotListen
from syncengine.settings.starter import AlreadyThere
from syncengine.store.database import StoreTooNew
from syncengine.store.engines import BadAddress
from syncengine.store.lock import StoreInUse
from syncengine.store.troubles import StoreTrouble
from syncengine.training.training import NotEnough
from syncengine.work.decide import NotDecidable

INTERRUPTED, DEFECT = 130, 70
"""Exit codes: stopped by Ctrl-C; a mistake of ours."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Lines for stderr and the exit code."""

    lines: tuple[str, ...]
    code: int


def trouble_of(error: BaseException, *, words: str, config: Path) -> Trouble:
    """What to tell about an error that ended ``talentsync WORDS``."""
    for kind, tell in _TELL:
        if isinstance(error, kind):
            return tell(error, words, config)
    again = command(f"{words} -vv", config)
    return Trouble(
        (
            f"Something went wrong that talentsync did not expect ({type(error).__name__}).",
            "What was written so far is in the store; nothing is lost.",
            f"To see where it happened: {again}",
        ),
        DEFECT,
    )


def _bad_file(error: BadFile, words: str, config: Path) -> Trouble:
    head = f"The configuration cannot be used ({count(len(error.problems), 'problem')}):"
    lines = [head, *(f"  {plain(problem)}" for problem in error.problems)]
    if not config.exists() and str(config) in {problem.file for problem in error.problems}:
        lines.append(f"Write a first configuration with: {command('init', config)}")
    return Trouble(tuple(lines), MISTAKE)


def _connector(error: ConnectorError, words: str, config: Path) -> Trouble:
    code = MISTAKE if isinstance(error, Blocked) else UNFINISHED
    return Trouble(failure_lines(error, words=words, config=config), code)


def _as_it_says(error: BaseException, words: str, config: Path) -> Trouble:
    """Errors of ours whose text is written for users."""
    return Trouble((plain(error),), MISTAKE)


def _not_backfilled(error: NotBackfilled, words: str, config: Path) -> Trouble:
    return Trouble(("These systems were never read to their end.", f"Run: {command('backfill', config)}"), MISTAKE)


def _interrupted(error: KeyboardInterrupt, words: str, config: Path) -> Trouble:
    lines = ("Interrupted. Nothing is lost: every step is in the store.", f"Go on with: {command(words, config)}")
    return Trouble(lines, INTERRUPTED)


def _cannot_match(error: CannotMatch, words: str, config: Path) -> Trouble:
    head = f"The files cannot be matched ({count(len(error.problems), 'problem')}). Nothing was written."
    more = ["  There may be more."] if len(error.problems) >= MOST else []
    return Trouble((head, *(f"  {plain(problem)}" for problem in error.problems), *more), MISTAKE)


def _unfit(error: Unfit, words: str, config: Path) -> Trouble:
    return Trouble(tuple(unfit_lines(error.problems, config=config)), GUARDED)


def _not_enough(error: NotEnough, words: str, config: Path) -> Trouble:
    return Trouble((f"Too few labels to train on: {error}.", "The model in force stays as it is."), MISTAKE)


def _abandoned(error: Abandoned, words: str, config: Path) -> Trouble:
    return Trouble((str(error),), INTERRUPTED)


def _file(error: OSError, words: str, config: Path) -> Trouble:
    what = error.filename or "a file"
    return Trouble((f"{plain(what)} cannot be used: {(error.strerror or type(error).__name__).lower()}.",), MISTAKE)


def _store(error: StoreTrouble, words: str, config: Path) -> Trouble:
    return Trouble(store_lines(error, words=words, config=config), store_code(error))


def _statement(error: DBAPIError, words: str, config: Path) -> Trouble:
    """Not the message: it has the values of the statement in it."""
    lines = (
        f"The store cannot be used ({type(error).__name__}).",
        f"  -> look at `store` in {plain(config)}: did another program change it?",
    )
    return Trouble(lines, MISTAKE)


_Tell = Callable[..., Trouble]

_TELL: tuple[tuple[type[BaseException], _Tell], ...] = (
    (BadFile, _bad_file),
    (ConnectorError, _connector),
    (NotBackfilled, _not_backfilled),
    (KeyboardInterrupt, _interrupted),
    (CannotMatch, _cannot_match),
    (Abandoned, _abandoned),
    (StoreInUse, _as_it_says),
    (StoreTooNew, _as_it_says),
    (BadAddress, _as_it_says),
    (NotDecidable, _as_it_says),
    (NotKnown, _as_it_says),
    (NotAMoment, _as_it_says),
    (NotAnEnd, _as_it_says),
    (NotAnExport, _as_it_says),
    (TooMuchSaid, _as_it_says),
    (NotAsShown, _as_it_says),
    (NotReady, _as_it_says),
    (NotEnough, _not_enough),
    (UnknownConnector, _as_it_says),
    (UnknownVendor, _as_it_says),
    (AlreadyThere, _as_it_says),
    (BadPlan, _as_it_says),
    (Unfit, _unfit),
    (CannotListen, _as_it_says),
    (StoreTrouble, _store),
    (OSError, _file),
    (DBAPIError, _statement),
)
