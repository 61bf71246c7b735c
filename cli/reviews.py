# ruff: noqa: PLC0415  # commands import what they need when they run, so that `talentsync --help` starts at once
"""The answers of humans."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from cli.frame import opened, review, say, show
from cli.options import CONFIG, Config, Id, Json


@review.callback()
def reviews() -> None:
    """Answer the questions that only a human can decide.

    \b
    Example:
      talentsync review list
    """


@review.command("list")
def review_list(config: Config = CONFIG, json: Json = False) -> None:
    """List the open questions.

    \b
    Example:
      talentsync review list
    """
    with opened("review list", config) as session:
        from syncengine.front.display.questions import questions_json, questions_shown
        from syncengine.front.whois import read_questions

        found = read_questions(session.settings())
        show(questions_shown(found, config=config), data=questions_json(found), as_json=json)


def _decide(
    answer: Literal["same", "different", "retry", "leave", "anew", "erase", "consent"], id_: int, config: Path
) -> None:
    import os
    import time

    with opened(f"review {answer} {id_}", config) as session, session.store() as store:
        from syncengine.front.display.words import command
        from syncengine.work.decide import Desk

        getattr(Desk(store, now=time.time), answer)(id_, by=os.environ.get("USER", "somebody"))
        say(f"Noted. It is carried out by: {command('sync', config)}")


@review.command("same")
def review_same(id_: Id, config: Config = CONFIG) -> None:
    """Say that the two are the same person.

    \b
    Example:
      talentsync review same 3
    """
    _decide("same", id_, config)


@review.command("different")
def review_different(id_: Id, config: Config = CONFIG) -> None:
    """Say that the two are different people, for ever.

    \b
    Example:
      talentsync review different 3
    """
    _decide("different", id_, config)


@review.command("retry")
def review_retry(id_: Id, config: Config = CONFIG) -> None:
    """Try again what was parked, once its cause is mended.

    \b
    Example:
      talentsync review retry 3
    """
    _decide("retry", id_, config)


@review.command("leave")
def review_leave(id_: Id, config: Config = CONFIG) -> None:
    """Leave it as it is: a record that is gone stays gone, a ghost stays.

    \b
    Example:
      talentsync review leave 3
    """
    _decide("leave", id_, config)


@review.command("anew")
def review_anew(id_: Id, config: Config = CONFIG) -> None:
    """Let a record that is gone be made anew.

    \b
    Example:
      talentsync review anew 3
    """
    _decide("anew", id_, config)


@review.command("erase")
def review_erase(id_: Id, config: Config = CONFIG) -> None:
    """Erase the record of somebody who was forgotten and is there again.

    \b
    Example:
      talentsync review erase 3
    """
    _decide("erase", id_, config)


@review.command("consent")
def review_consent(id_: Id, config: Config = CONFIG) -> None:
    """Say that somebody who was forgotten has consented anew.

    \b
    Example:
      talentsync review consent 3
    """
    _decide("consent", id_, config)
