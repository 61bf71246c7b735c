"""Phone numbers, as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.filling.padding import Codes, padded
from syncengine.core.matching.normalise.phones import Phone, phones_of


def phone_codes(fields: Sequence[str], countries: Sequence[str]) -> NDArray[np.int64]:
    """Up to three national numbers of each record. ``countries``: where each of them seems to live."""
    rows = np.zeros((len(fields), 3), np.int64)
    said = [at for at, field in enumerate(fields) if field]
    if said:
        rows[said] = [_codes(phones_of(fields[at], country=countries[at])) for at in said]
    return rows


def _codes(phones: Sequence[Phone]) -> Codes:
    if len(phones) == 1:
        return (int(phones[0].national), 0, 0)
    return padded(tuple(int(phone.national) for phone in phones), 3)
