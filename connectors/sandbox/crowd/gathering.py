"""All stories of a crowd, in their shares."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from connectors.sandbox import stories
from connectors.sandbox.crowd import contacts, lookalikes, one_human, twice
from connectors.sandbox.crowd.draw import AsInLife
from connectors.sandbox.people import People
from connectors.sandbox.personas import Persona
from connectors.sandbox.population import tell_all

FEWEST = 120
"""So many people are needed to tell every story."""

_BIGGEST_TELLING = 4
_WRITTEN_TWO_WAYS = 0.28
_HARD = (*one_human.stories(_WRITTEN_TWO_WAYS), *contacts.STORIES, *lookalikes.STORIES, *twice.STORIES)
_ORDINARY = 1 - sum(story.share for story in _HARD)
# The last of the ordinary stories takes whoever is left when the shares are rounded, so it must come last.
STORIES = (*_HARD, *(replace(story, share=story.share * _ORDINARY) for story in stories.STORIES))


def crowd(people: int, *, seed: int) -> tuple[Persona, ...]:
    """``people`` personas. Raises ValueError below :data:`FEWEST`."""
    if people < FEWEST:
        raise ValueError(f"a crowd that tells every story has at least {FEWEST} people")
    dice = random.Random(seed)
    return tell_all(STORIES, People(AsInLife(dice), dice=dice), people=people, spared=_BIGGEST_TELLING - 1)


def namesakes(personas: Iterable[Persona]) -> int:
    """How many personas have a first and last name, as some record shows them, that somebody else has as well."""
    names = {
        persona.id: {(each.first_name.lower(), each.last_name.lower()) for each in persona.profiles}
        for persona in personas
    }
    carriers = Counter(name for found in names.values() for name in found)
    return sum(any(carriers[name] > 1 for name in found) for found in names.values())
