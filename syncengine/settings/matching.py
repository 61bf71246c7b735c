"""The ``matching:`` part of a configuration: what mistakes cost, and the model that matching starts from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from mappings.schema import Strict
from syncengine.core.matching.model import Model, NotAModel, load, shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.settings.values import Values

MODEL = ("matching", "model")


@dataclass(frozen=True, slots=True)
class Matching:
    """How it is decided who is who. ``model`` is the one that training starts from, and that counts until then;
    ``model_path`` is None for the shipped one."""

    costs: Costs
    model: Model = field(repr=False)
    model_path: Path | None = None


class MatchingPart(Strict):
    """What may be written. ``model`` is read by :func:`read_model`."""

    cost_of_ghost: float = Field(default=Costs().ghost, gt=1, allow_inf_nan=False)
    cost_of_wrong_merge: float = Field(default=Costs().wrong_merge, gt=1, allow_inf_nan=False)
    model: str | None = None

    @property
    def costs(self) -> Costs:
        return Costs(ghost=self.cost_of_ghost, wrong_merge=self.cost_of_wrong_merge)


def read_model(values: Values) -> tuple[Model, Path | None]:
    """The model that the configuration names, or the shipped one; ``values`` collects what is wrong with it."""
    path = values.path(MODEL)
    if path is None:
        return shipped(), None
    try:
        return load(path.read_text(encoding="utf-8")), path
    except (OSError, UnicodeDecodeError):
        values.complain(MODEL, f"the file {path} cannot be read as text in UTF-8")
    except NotAModel:
        fix = "make one with: talentsync match train LEFT.csv RIGHT.csv --labels LABELS.csv --out MODEL.json"
        values.complain(MODEL, f"the file {path} is no model that this version can read", fix)
    return shipped(), None
