"""A believable population for rehearsals: every story told in its share, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from connectors.sandbox.drawing import Evenly
from connectors.sandbox.people import People
from connectors.sandbox.personas import Persona
from connectors.sandbox.stories import STORIES, Story

FEWEST = 100
"""So many people are needed to tell every story."""


def population(people: int, *, seed: int) -> tuple[Persona, ...]:
    """``people`` personas. Raises ValueError below :data:`FEWEST`."""
    if people < FEWEST:
        raise ValueError(f"a population that tells every story has at least {FEWEST} people")
    dice = random.Random(seed)
    return tell_all(STORIES, People(Evenly(seed, dice=dice), dice=dice), people=people)


def tell_all(stories: Sequence[Story], made: People, *, people: int, spared: int = 0) -> tuple[Persona, ...]:
    """Every story in its share and at least once; the last one takes whoever is left. In no order.

    A story ends with a whole telling. Where many are told, so many people are ``spared`` in each that the ends of all
    of them fit.
    """
    told: list[Persona] = []
    for number, story in enumerate(stories):
        last = number == len(stories) - 1
        wanted = people - len(told) if last else max(1, round(people * story.share) - spared)
        told += _tell(story, made, wanted=wanted, prefix=f"s{number:02d}")
    made.dice.shuffle(told)
    return tuple(told)


def _tell(story: Story, made: People, *, wanted: int, prefix: str) -> list[Persona]:
    """Whole tellings until enough people live the story."""
    told: list[Persona] = []
    while len(told) < wanted:
        told += story.tell(f"{prefix}-{len(told):05d}", made)
    return [replace(persona, story=story.name) for persona in told]
