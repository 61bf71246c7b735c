"""Plans as files: saved, shown, compared with each other and with the world, and applied."""

from syncengine.plans.applying import Applied, Ready, apply
from syncengine.plans.differing import Difference, differences
from syncengine.plans.effects import EFFECTS, Filter, Tally, effect_of
from syncengine.plans.entries import Entry, Header, NewLink
from syncengine.plans.making import Made, make
from syncengine.plans.moving import Moved
from syncengine.plans.reading import BadPlan, SavedPlan
from syncengine.plans.reviewing import Stale
from syncengine.plans.unfit import Unfit

__all__ = [
    "EFFECTS",
    "Applied",
    "BadPlan",
    "Difference",
    "Entry",
    "Filter",
    "Header",
    "Made",
    "Moved",
    "NewLink",
    "Ready",
    "SavedPlan",
    "Stale",
    "Tally",
    "Unfit",
    "apply",
    "differences",
    "effect_of",
    "make",
]
