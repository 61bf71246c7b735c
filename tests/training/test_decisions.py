"""Training on decisions in the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncengine.core.matching.model import dump, shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.front.training import reset, train_in_store
from syncengine.identity.keeping import bring_up_to_date
from syncengine.settings.matching import Matching
from syncengine.store import Store, models, open_store, snapshots
from syncengine.training.decisions import compare, train_on_decisions
from syncengine.training.sample import evidence_of
from syncengine.training.training import NotEnough
from tests.training.decided import ATS, CRM, decide

USUAL = Matching(Costs(), shipped())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def in_force(store: Store) -> str:
    with store.read() as connection:
        return models.in_force(connection, shipped()).version


def test_decisions_make_a_model_that_counts_from_then_on_until_it_is_taken_back(store: Store) -> None:
    decide(store, 40)
    found = train_in_store(store, USUAL, by="ada", now=5.0, dry_run=False)
    assert (found.training.same, found.training.different, found.gone) == (20, 20, 0)
    assert found.training.after.surprise < found.training.before.surprise
    assert in_force(store) == found.training.model.version != shipped().version
    assert reset(store, by="ada", now=6.0)
    assert in_force(store) == shipped().version
    assert not reset(store, by="ada", now=7.0)


def test_training_again_on_the_same_decisions_gives_the_same_model(store: Store) -> None:
    """It starts from the same model each time: a decision never counts twice."""
    decide(store, 40)
    first = train_in_store(store, USUAL, by="ada", now=5.0, dry_run=False)
    again = train_in_store(store, USUAL, by="ada", now=6.0, dry_run=False)
    assert dump(first.training.model) == dump(again.training.model)


def test_a_dry_run_changes_nothing(store: Store) -> None:
    decide(store, 40)
    train_in_store(store, USUAL, by="ada", now=5.0, dry_run=True)
    assert in_force(store) == shipped().version


def test_too_few_decisions(store: Store) -> None:
    decide(store, 8)
    with pytest.raises(NotEnough) as caught:
        train_in_store(store, USUAL, by="ada", now=5.0, dry_run=False)
    assert caught.value.missing == 12


def test_records_that_are_gone_teach_nothing(store: Store) -> None:
    decide(store, 40)
    with store.write() as connection:
        snapshots.mark_gone(connection, system=CRM, kind="candidate", ref_id="1", now=2.0)
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM card_edition")  # as after an update: all cards are made anew
    bring_up_to_date(store)
    with store.read() as connection:
        found = train_on_decisions(connection, start=shipped(), costs=Costs())
    assert (found.gone, found.training.same, found.training.different) == (1, 20, 19)


def test_records_are_compared_as_matching_does(store: Store) -> None:
    decide(store, 4)
    with store.read() as connection:
        there, sample = compare(
            connection,
            [((ATS, "0"), (CRM, "0")), ((ATS, "0"), (CRM, "nobody")), ((ATS, "1"), (CRM, "0"))],
            model=shipped(),
            costs=Costs(),
        )
    assert there == [0, 2]
    evidence = evidence_of(sample, 0, shipped(), Costs())
    assert round(sample.probability(shipped())[0], 6) == evidence.probability
    assert [piece.comparison for piece in evidence.pieces][:1] != []
    assert evidence.model == shipped().version
