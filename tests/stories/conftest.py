"""One small world per story."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.conftest import ENGINES
from tests.stories.swift import read_once, swift_folder
from tests.stories.world import Installation, Stage, install, open_stage

ON_BOTH_ENGINES = {
    "test_ghosts",
    "test_matching",
    "test_restrictions",
    "test_trouble",
    # Of other modules a story of each kind: the others ask nothing else of a store.
    "test_two_candidates_of_whom_each_has_a_crm_record_become_one_person",
    "test_the_merge_of_two_who_were_told_apart_is_a_question",
    "test_a_claim_to_a_record_that_was_merged_means_the_one_that_swallowed_it",
    "test_a_merge_that_shows_when_we_write_is_followed",
    "test_what_a_human_wants_anew_though_it_is_there_is_not_made_twice",
    "test_the_value_that_lost_a_conflict_is_kept_in_the_history",
    "test_a_conflict_that_is_a_humans_to_decide_waits_in_review",
    "test_an_address_that_was_taken_away_is_taken_away_on_the_other_side",
    "test_the_first_meeting_fills_gaps_and_erases_nothing",
    "test_looking_again_at_a_record_that_is_still_gone_asks_again",
    "test_an_applicant_is_made_in_the_crm_once",
    "test_an_unknown_stage_is_asked_about_and_nothing_is_guessed",
    "test_a_hire_leaves_nurture",
    "test_a_hire_leaves_every_contact_pool_and_becomes_an_alumnus_in_one_plan",
    "test_a_silver_medalist_is_in_the_silver_list_at_once_and_in_nurture_when_the_cool_down_ends",
    "test_who_turns_private_leaves_nurture_and_comes_back_when_they_are_no_secret_any_more",
}
"""Modules and single stories that are told on both. To tell all of them would take minutes."""

ABOUT_THE_WIRE = {
    "test_reads_that_fail_for_a_while_cost_patience_only",
    "test_a_write_that_fails_once_is_made_good_in_the_same_pass",
}
"""Stories of these modules in which the store has no part of its own."""


@pytest.fixture(scope="session")
def ports() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture
def quiet() -> Iterator[None]:
    """Stories are about what systems show, not about what is logged."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.fixture(scope="package", autouse=True)
def quick_starts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch)
        yield


@pytest.fixture
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of an empty store on a server, for stories that are told on one."""
    on_server = getattr(request, "param", ENGINES[0]) != ENGINES[0]
    return str(request.getfixturevalue("postgres_url")) if on_server else None


@pytest.fixture
def world(ports: Stage, quiet: None, server: str | None) -> Iterator[Installation]:
    with swift_folder() as folder:
        yield install(folder, ports, store=server)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    names = {metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__}
    if "world" in metafunc.fixturenames and names & ON_BOTH_ENGINES and not names & ABOUT_THE_WIRE:
        metafunc.parametrize("server", ENGINES, indirect=True)
