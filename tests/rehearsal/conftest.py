"""A small pair after first contact, played once for all tests that only look at it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from syncengine import passes
from syncengine.app import engine_for
from syncengine.rehearsal import serve_pair
from syncengine.rehearsal.expected import nurtured
from syncengine.rehearsal.pair import rehearsal_world
from syncengine.rehearsal.scene import Past, Scene, look_around
from syncengine.settings import load_settings

VENDORS = ("greenhouse", "gem")
FEW = 100


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def scene() -> Scene:
    with (
        serve_pair(VENDORS, people=FEW, seed=3, limits=False) as pair,
        engine_for(load_settings(pair.settings_path, environ={}), world=rehearsal_world(limits=False)) as engine,
    ):
        passes.backfill(engine, reporter=passes.Silent(), agree=lambda proposal: True)
        once = frozenset(persona.id for persona in pair.personas if nurtured(persona, engine.policy))
        personas = {persona.id: persona for persona in pair.personas}
        return look_around(pair, engine, personas=personas, past=Past(once_nurtured=once))
