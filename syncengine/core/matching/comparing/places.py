"""Where the two live, and how many others live there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Hand, Level

_CITY_BINS = np.array([0.0008, 0.0022, 0.006, 0.016])
_COUNTRY_BINS = np.array([0.004, 0.027])
PLACE = (
    "not said",
    *(f"same city, commonness {step} of 4" for step in range(5)),
    *(f"same country, city not said, commonness {step} of 2" for step in range(3)),
    "same region",
    "other city of the country",
    "other country",
)


def compare_places(ours: Hand, theirs: Hand) -> dict[str, Level]:
    """The level of the place."""
    city, other_city = ours.one("city"), theirs.one("city")
    country, other_country = ours.one("country"), theirs.one("country")
    no_city = (city == 0) | (other_city == 0)
    no_country = (country == 0) | (other_country == 0)
    in_country = 6 + _step(_COUNTRY_BINS, ours.carriers("country")[0], ours.base)
    level = np.where(no_city, np.where(no_country, 0, in_country), 10)
    level[~no_country & (country != other_country)] = 11
    region = ours.one("region")
    level[(region == theirs.one("region")) & (region != 0)] = 9
    in_city = 1 + _step(_CITY_BINS, ours.carriers("city")[0], ours.base)
    return {"place": np.where(~no_city & (city == other_city), in_city, level).astype(np.int16)}


def _step(bins: NDArray[np.float64], carriers: NDArray[np.int32], base: int) -> NDArray[np.int64]:
    """A share of the base: of a place there are not more when more people are known."""
    return np.searchsorted(bins, carriers / base)
